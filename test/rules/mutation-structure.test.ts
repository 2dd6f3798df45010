import { array, assert, constantFrom, nat, oneof, option, property, record, tuple } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { frame } from '../../src/problem.ts'
import { loadRules } from '../../src/rules/load.ts'
import { runTests } from '../../src/rules/tests/run-tests.ts'
import { anEvent } from '../support/an-event.ts'
import { TEAM, WHOLE } from './a-whole-configuration.ts'
import type { Data } from './a-whole-configuration.ts'
import { PLAIN_SECRETS, SECRETS, WILD } from './wild-values.ts'

/** LONG=1 takes some minutes and prints the slowest file. */
const LONG = process.env['LONG'] === '1'
const RUNS = LONG ? 20_000 : 150

interface Mutation {
  readonly at: number
  readonly how: 'replace' | 'remove' | 'rename' | 'copy' | 'wrap' | 'repeat' | 'secret'
  readonly value: Data
  readonly pick: number
}

const mutation: Arbitrary<Mutation> = record({
  at: nat(),
  how: constantFrom('replace', 'replace', 'remove', 'rename', 'copy', 'wrap', 'repeat', 'secret'),
  value: constantFrom(...WILD),
  pick: nat(),
})

/** Where a value stands: in a list or a mapping. */
type Slot = readonly [holder: Data[], key: number] | readonly [holder: { [key: string]: Data }, key: string]

function slotsOf(data: Data, found: Slot[] = []): Slot[] {
  if (Array.isArray(data)) data.forEach((_, index) => found.push([data, index]))
  else if (typeof data === 'object' && data !== null)
    for (const key of Object.keys(data)) found.push([data, key])
  else return found
  for (const item of Object.values(data)) slotsOf(item, found)
  return found
}

function get([holder, key]: Slot): Data {
  return (holder as Record<string | number, Data>)[key] ?? null
}

function set([holder, key]: Slot, value: Data): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true })
}

function mutate(data: Data, { at, how, value, pick }: Mutation): void {
  const slots = slotsOf(data)
  const slot = slots[at % slots.length]
  const other = slots[pick % slots.length]
  if (slot === undefined || other === undefined) return
  const [holder, key] = slot
  if (how === 'replace') set(slot, structuredClone(value))
  else if (how === 'copy') set(slot, structuredClone(get(other)))
  else if (how === 'wrap') set(slot, pick % 2 === 0 ? [get(slot)] : { [String(other[1])]: get(slot) })
  else if (how === 'secret') hide(slot, pick)
  else if (how === 'remove') {
    if (Array.isArray(holder)) holder.splice(Number(key), 1)
    else delete holder[key]
  } else if (how === 'repeat') {
    // Beyond that, files are only long: a megabyte takes most of a second, whatever it holds.
    const most = 100_000 / JSON.stringify(get(slot)).length
    const many = Array.from({ length: Math.min(pick % 300, most) }, () => structuredClone(get(slot)))
    if (Array.isArray(holder)) holder.push(...many)
    else set(slot, many)
  } else if (!Array.isArray(holder)) {
    const name = pick % 2 === 0 ? String(other[1]) : `${key}${JSON.stringify(value).slice(0, 40)}`
    const kept = get(slot)
    delete holder[key]
    set([holder, name], kept)
  }
}

/** Secrets that have a shape stand anywhere, as value or key; a plain word only where a secret is wanted. */
function hide(slot: Slot, pick: number): void {
  const [holder, key] = slot
  const wanted = ['token', 'url', 'passwords', 'forward'].includes(String(key))
  const all = wanted && 'platform' in holder ? [...SECRETS, ...PLAIN_SECRETS] : SECRETS
  const secret = all[pick % all.length] ?? ''
  if (pick % 3 > 0 || Array.isArray(holder)) {
    return set(slot, pick % 5 === 0 ? [secret] : pick % 5 === 1 ? { value: secret } : secret)
  }
  const kept = get(slot)
  delete holder[key]
  set([holder, secret], kept)
}

const style = record({
  collectionStyle: constantFrom('any', 'block', 'flow'),
  defaultStringType: constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL'),
  lineWidth: constantFrom(0, 40, 80),
  aliasDuplicateObjects: constantFrom(true, false),
} as const)
const breaks = tuple(nat(), oneof(constantFrom(' #', ': ', '\n', '\t', ']', '：', '*x', '&x ', '!y ', '\0')))

function fileOf(
  data: Data,
  mutations: readonly Mutation[],
  how: object,
  broken: [number, string] | null,
): string {
  const copy = structuredClone(data)
  for (const one of mutations) mutate(copy, one)
  const text = stringify(copy, how)
  if (broken === null) return text
  const at = broken[0] % (text.length + 1)
  return text.slice(0, at) + broken[1] + text.slice(at)
}

test(
  'whatever is written in a configuration, each refusal has a place in its file and tells no secret',
  () => {
    const slowest = { ms: 0, text: '' }
    let sound = 0
    const mutations = array(mutation, { minLength: 0, maxLength: 6 })
    assert(
      property(mutations, mutations, style, option(breaks, { freq: 4 }), (root, team, how, broken) => {
        const text = fileOf(WHOLE, root, how, broken)
        const texts = new Map([
          ['rules.yaml', text],
          ['teams/sales.yaml', fileOf(TEAM, team, how, null)],
        ])
        const started = process.cpuUsage()
        const { rules, problems, tests } = loadRules(text, 'rules.yaml', {
          templates: new Set(['short', 'long']),
          read: (path) => ({ text: texts.get(path) ?? 'rules: []' }),
        })
        const ran = rules === null ? [] : runTests(rules, tests).problems
        const { user, system } = process.cpuUsage(started)
        if (user + system > slowest.ms * 1_000) Object.assign(slowest, { ms: (user + system) / 1_000, text })
        rules?.match(anEvent({ project: 'sales', duration: 4e6, tag: { owner: 'amy' } }), true)
        if (rules !== null) sound += 1
        const all = [...problems, ...ran]
        expect(all.filter((problem) => !isPlaced(problem, texts))).toEqual([])
        const shown = all.map((problem) => frame(problem, texts.get(problem.file ?? ''))).join('\n')
        expect([...SECRETS, ...PLAIN_SECRETS].filter((secret) => shown.includes(secret))).toEqual([])
        expect(rules === null).toBe(
          problems.some(({ severity, file }) => severity === 'error' && file === 'rules.yaml'),
        )
      }),
      { numRuns: RUNS },
    )
    expect(sound).toBeGreaterThan(RUNS / 50)
    if (LONG)
      console.info(
        `${sound} of ${RUNS} are sound, the slowest took ${slowest.ms} ms of CPU\n${slowest.text.slice(0, 3_000)}`,
      )
  },
  LONG ? 3_600_000 : 60_000,
)

/** Whether a problem stands on a character of its file, or just behind its line. */
function isPlaced(
  {
    file = '',
    line = 0,
    column = 0,
    message,
  }: { file?: string; line?: number; column?: number; message: string },
  texts: ReadonlyMap<string, string>,
): boolean {
  const written = texts.get(file)?.split('\n')[line - 1]
  return message !== '' && written !== undefined && column >= 1 && column <= written.length + 1
}
