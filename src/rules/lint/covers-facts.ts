import { textsCover, textsMeet, wishesMeet, wishesOf, wishTakes } from './covers-texts.ts'
import type { Wish } from './covers-texts.ts'
import { FIELDS } from '../fields.ts'
import type { Part } from '../match/part.ts'
import { numberOf } from '../match/reading.ts'
import { compileTexts } from '../match/texts.ts'
import type { Texts } from '../match/texts.ts'

/** What is certain of one field of every event that meets some demands. */
export interface Facts {
  /** Of each list, one wish at least is taken by one of the field's texts; none is empty. */
  readonly any: readonly (readonly Wish[])[]
  /** None of the field's texts is among these. */
  readonly none: readonly Texts[]
  /** One of its numbers is over this, one under that. */
  readonly over: number | bigint | null
  readonly under: number | bigint | null
  readonly present: boolean
}

/** Fields in which Kylin sends a list, or whatever a person attached to the job. */
const LISTS: ReadonlySet<string> = new Set(['tag', 'segment_ids', 'index_ids'])

/** Whether a field never holds more than one text: by Kylin's own types, or because Herald works it out. */
function isSingle(field: string): boolean {
  return FIELDS.has(field) && !LISTS.has(field)
}

const ANYTHING: Wish = { kind: 'glob', text: '*' }
const SOME = asked('?*')
const TEXT = asked('*')
/** What every event has, whatever is asked. */
const ALWAYS: ReadonlyMap<string, readonly Part[]> = new Map([
  ['job_id', [SOME]],
  ['project', [SOME]],
  ['job_state', [SOME]],
  ['job_type', [SOME]],
  ['cluster', [SOME]],
  ['cause', [TEXT]],
  ['excerpt', [TEXT]],
  ['housekeeping', [asked('true', 'false')]],
])

function asked(...texts: readonly string[]): Part & { readonly ask: 'any' } {
  return { ask: 'any', texts: compileTexts(texts.map((text) => ({ text }))) }
}

const NOTHING: Facts = { any: [], none: [], over: null, under: null, present: false }
const WITHOUT_DEMANDS = new Map([...ALWAYS.keys()].map((field) => [field, factsOf(field, []) ?? NOTHING]))

/** What is certain of a field of which nothing is asked. */
export function factsOfAny(field: string): Facts {
  return WITHOUT_DEMANDS.get(field) ?? NOTHING
}

/** What follows from all these demands on a field; null where they contradict each other. */
export function factsOf(field: string, demands: readonly Part[]): Facts | null {
  const single = isSingle(field)
  const parts = [...(ALWAYS.get(field) ?? []), ...demands]
  const present = parts.some(({ ask }) => ask === 'present')
  if (single && present) parts.push(SOME)
  const none = parts.flatMap((part) => (part.ask === 'none' ? [part.texts] : []))
  const over = extreme(parts, 'over', (bound, most) => bound > most)
  const under = extreme(parts, 'under', (bound, least) => bound < least)
  const wanted = parts.flatMap((part) => (part.ask === 'any' ? [part.texts] : []))
  const any = wanted.map((texts) =>
    wishesOf(texts).filter(
      (wish) =>
        !none.some((unwanted) => textsCover(unwanted, wish)) &&
        (!single ||
          (mayBeWithin(wish, over, under) &&
            wanted.every((others) => others === texts || textsMeet(others, wish)))),
    ),
  )
  if (any.some((wishes) => wishes.length === 0)) return null
  const numeric = over !== null || under !== null
  if (numeric && none.some((unwanted) => textsCover(unwanted, ANYTHING))) return null
  if (single && over !== null && under !== null && over >= under) return null
  return { any, none, over, under, present }
}

function extreme(
  parts: readonly Part[],
  ask: 'over' | 'under',
  beyond: (bound: number | bigint, other: number | bigint) => boolean,
): number | bigint | null {
  let found: number | bigint | null = null
  for (const part of parts) {
    if (part.ask === ask && 'bound' in part && (found === null || beyond(part.bound, found)))
      found = part.bound
  }
  return found
}

/** Whether the one text a field holds may fit a wish and hold a number between the bounds. */
function mayBeWithin(wish: Wish, over: number | bigint | null, under: number | bigint | null): boolean {
  if (wish.kind !== 'exact' || (over === null && under === null)) return true
  const number = numberOf(wish.text)
  return number !== undefined && (over === null || number > over) && (under === null || number < under)
}

/** Whether certainly every event of which these facts hold meets a demand on the same field. */
export function implies(facts: Facts, part: Part, field: string): boolean {
  const numeric = facts.over !== null || facts.under !== null
  switch (part.ask) {
    case 'any':
      return (
        facts.any.some((wishes) => wishes.every((wish) => textsCover(part.texts, wish))) ||
        (numeric && textsCover(part.texts, ANYTHING))
      )
    case 'none':
      return wishesOf(part.texts).every(
        (unwanted) =>
          facts.none.some((texts) => textsCover(texts, unwanted)) ||
          (isSingle(field) &&
            (!mayBeWithin(unwanted, facts.over, facts.under) ||
              facts.any.some((wishes) => wishes.every((wish) => !wishesMeet(wish, unwanted))))),
      )
    case 'over':
      return (
        (facts.over !== null && facts.over >= part.bound) ||
        facts.any.some((wishes) => wishes.every((wish) => isNumber(wish, (number) => number > part.bound)))
      )
    case 'under':
      return (
        (facts.under !== null && facts.under <= part.bound) ||
        facts.any.some((wishes) => wishes.every((wish) => isNumber(wish, (number) => number < part.bound)))
      )
    case 'present':
      return (
        facts.present || numeric || facts.any.some((wishes) => wishes.every((wish) => !wishTakes(wish, '')))
      )
  }
}

function isNumber(wish: Wish, fits: (number: number | bigint) => boolean): boolean {
  const number = wish.kind === 'exact' ? numberOf(wish.text) : undefined
  return number !== undefined && fits(number)
}
