import { array, constantFrom, nat, oneof, option, record, subarray, tuple } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { Json } from '../../src/receive/event.ts'
import { HOUSEKEEPING_JOBS } from '../../src/receive/event.ts'
import { compileCondition } from '../../src/rules/parts/condition.ts'
import type { Condition } from '../../src/rules/parts/condition.ts'
import type { ConditionText, MatcherText, ScalarText } from '../../src/rules/file/schema.ts'

/** A condition as its author would write it becomes one that can be tested; what `check` warns of is no matter here. */
export function conditionOf(text: ConditionText | null): Condition | null {
  if (text === null) return null
  const span = { start: 0, end: 0 }
  const places = {
    value: () => span,
    key: () => span,
    comment: () => undefined,
    written: () => '',
    text: () => '',
  }
  return compileCondition(text, ['when'], { report: () => {}, isSound: () => true, places })
}

interface Vocabulary {
  readonly words: readonly ScalarText[]
  readonly bounds: readonly (string | number)[]
  /** Values an event may have there, at the edges of what the words say; undefined: the field is absent. */
  readonly values: readonly (Json | undefined)[]
}

const NAMES = [
  'sales',
  'sales_eu',
  'Sales_EU',
  'sales_eu_1',
  'sales_',
  'eu',
  'crm_eu',
  'k',
  'sa',
  'sxles_',
  '表',
  '😀',
]
const LISTED: readonly Json[] = [
  '',
  'a',
  'AB',
  'abc',
  'b',
  'k',
  '\u212a',
  'i',
  'İ',
  'i\u0307',
  '5',
  10,
  11,
  20,
]
const NUMBERS: readonly Json[] = [0, 5, 9.5, 10, 10.5, 11, 15, 20, 21, 9_223_372_036_854_775_807n]

/** What conditions are made of: few words, so that they often touch. */
const VOCABULARY: Readonly<Record<string, Vocabulary>> = {
  project: {
    words: [
      'sales',
      'sales_eu',
      'sales_*',
      'sales_eu_*',
      's?les*',
      '*_eu',
      '*',
      '?*',
      '*?',
      '*e*',
      'crm_*',
      '/sales/',
      '/EU/',
      '/^sales/',
      '/sales_eu|crm/',
      '/(?-i)EU/',
      '表',
      '?',
    ],
    bounds: [],
    values: NAMES,
  },
  tag: {
    words: [
      'a',
      'AB',
      'abc',
      'a*',
      '*b',
      '*',
      '?',
      '',
      '/a/',
      '/ab|abc/',
      '/\\bk/',
      'k',
      '/i/',
      '*i*',
      5,
      10,
    ],
    bounds: [5, 10, 20],
    values: [
      undefined,
      ...LISTED,
      [],
      [null],
      { owner: 'a' },
      [{ owner: 'a' }],
      ...LISTED.flatMap((one, index) => [[one], [one, LISTED[(index * 5 + 3) % LISTED.length] ?? null]]),
      ['b', 'ab', 'k'],
      [5, 21],
    ],
  },
  duration: {
    words: [10, '15', '1*', '*', 'soon'],
    bounds: [0, 9.5, 10, '20', 15],
    values: [undefined, ...NUMBERS, '', 'soon', '10', '1e1'],
  },
  job_type: {
    words: ['INDEX_BUILD', 'INDEX_*', 'META', 'meta', 'ROUTINE', 'M*', '/META|ROUTINE/', '*'],
    bounds: [],
    values: ['INDEX_BUILD', 'INDEX_REFRESH', 'META', 'ROUTINE', 'AUTO_REFRESH', 'meta', 'METAX'],
  },
  housekeeping: { words: [true, false, '*'], bounds: [], values: [] },
}

function matcherOf({ words, bounds }: Vocabulary): Arbitrary<MatcherText> {
  const word = constantFrom(...words)
  const oneOrMore = oneof(word, array(word, { minLength: 1, maxLength: 4 }))
  const bound = bounds.length === 0 ? constantFrom<undefined>(undefined) : constantFrom(...bounds)
  const comparison = tuple(
    oneOrMore,
    bound,
    bound,
    subarray(['not', 'over', 'under', 'present'], { minLength: 1 }),
  ).map(([not, over, under, keys]): MatcherText => {
    const all = { not, over, under, present: true } as const
    const kept = Object.entries(all).filter(([key, value]) => keys.includes(key) && value !== undefined)
    return kept.length === 0 ? { not } : Object.fromEntries(kept)
  })
  return oneof({ weight: 3, arbitrary: oneOrMore }, { weight: 2, arbitrary: comparison })
}

function askingOf(fields: readonly string[]): Arbitrary<Record<string, MatcherText>> {
  const all = fields.map((field) => [field, matcherOf(VOCABULARY[field] ?? NO_WORDS)] as const)
  return record(Object.fromEntries(all))
}

const NO_WORDS: Vocabulary = { words: ['a'], bounds: [], values: [] }
const asking = subarray(Object.keys(VOCABULARY), { minLength: 1, maxLength: 2 }).chain(askingOf)

/** One condition. */
export const aConditionText: Arbitrary<ConditionText> = array(asking, { minLength: 1, maxLength: 2 })

/** Two conditions on the same fields, of which the first is often the second with something taken away or allowed in addition. */
export const aPair: Arbitrary<readonly [wide: ConditionText, narrow: ConditionText]> = subarray(
  Object.keys(VOCABULARY),
  { minLength: 1, maxLength: 2 },
).chain((fields) => {
  const all = askingOf(fields)
  const one = subarray(fields, { minLength: 1 }).chain(askingOf)
  const changes = array(tuple(nat(3), nat(9)), { maxLength: 3 })
  return tuple(
    oneof({ weight: 4, arbitrary: tuple(all) }, array(one, { minLength: 1, maxLength: 3 })),
    oneof({ weight: 4, arbitrary: tuple(one) }, array(one, { minLength: 1, maxLength: 3 })),
    changes,
    option(one, { freq: 2 }),
  ).map(([narrow, other, how, more]): [ConditionText, ConditionText] => {
    if (how.length === 0) return [other, narrow]
    const wide = structuredClone(narrow)
    for (const [index, change] of how) loosen(wide[index % wide.length] ?? {}, change, other[0])
    return [more === null ? wide : [...wide, more], narrow]
  })
})

function loosen(
  all: Record<string, MatcherText>,
  how: number,
  other: Record<string, MatcherText> = {},
): void {
  const [field] = Object.keys(all)
  if (field === undefined) return
  const matcher = all[field]
  const instead = other[field]
  if (how < 3 && Object.keys(all).length > 1) delete all[field]
  else if (isPlain(matcher) && isPlain(instead)) all[field] = [matcher, instead].flat()
  else if (instead !== undefined && how < 6) all[field] = instead
}

function isPlain(matcher: MatcherText | undefined): matcher is ScalarText | ScalarText[] {
  return matcher !== undefined && (typeof matcher !== 'object' || Array.isArray(matcher))
}

/** Spreads picks without a rhythm that could skip a value for ever. */
const GOLDEN = 0.618_034

/**
 * Fields of events at the edges of what some conditions ask: all combinations where they are few, else as many as
 * wanted, spread evenly.
 */
export function eventsFor(texts: readonly (ConditionText | null)[], most: number): Record<string, Json>[] {
  const fields = new Set(texts.flatMap((text) => (text === null ? [] : [text].flat().flatMap(Object.keys))))
  if (fields.delete('housekeeping')) fields.add('job_type')
  const lists = [...fields].map((field) => ({ field, values: VOCABULARY[field]?.values ?? [undefined] }))
  const total = lists.reduce((product, { values }) => product * values.length, 1)
  const step = Math.max(1, total / most)
  return Array.from({ length: Math.ceil(total / step) }, (_, count) => {
    let index = Math.floor((count + ((count * GOLDEN) % 1)) * step)
    const event: Record<string, Json> = {}
    for (const { field, values } of lists) {
      const value = values[index % values.length]
      if (value !== undefined) event[field] = value
      index = Math.floor(index / values.length)
    }
    const type = event['job_type']
    return { ...event, housekeeping: typeof type === 'string' && HOUSEKEEPING_JOBS.has(type) }
  })
}
