import { array, assert, constant, constantFrom, oneof, option, property, record, subarray } from 'fast-check'
import { expect, test } from 'vitest'
import type { JobEvent } from '../../src/receive/event.ts'
import type { CompiledRule } from '../../src/rules/parts/compile.ts'
import { covers, impossible, ruleCovers, scopeOf } from '../../src/rules/lint/covers.ts'
import { matchWith } from '../../src/rules/match/match.ts'
import { anEvent } from '../support/an-event.ts'
import { aRule, OFFICE, WEEKENDS } from './a-compiled-rule.ts'
import { aConditionText, aPair, conditionOf, eventsFor } from './a-condition.ts'

/** LONG=1 takes two minutes and prints how often the answer is yes where it could be. */
const LONG = process.env['LONG'] === '1'
const PAIRS = LONG ? 50_000 : 5_000
const EVENTS = LONG ? 600 : 150
const LIMIT_MS = LONG ? 900_000 : 60_000

/** Names of the rules that an event matches, as rules are really matched. */
function matching(...rules: readonly CompiledRule[]): (event: JobEvent) => readonly string[] {
  const match = matchWith([{ team: null, reach: null, rules }], [], { hash: '', clusters: new Map() })
  return (event) => match(event).trace.entries.map(({ rule }) => rule)
}

interface Told {
  /** Pairs of which the answer was yes, and those of which no event speaks against it. */
  yes: number
  could: number
}

/** Counts a pair, and returns an event that matches only the narrow rule where the answer is that there is none. */
function lie(
  told: Told,
  yes: boolean,
  [wide, narrow]: readonly [CompiledRule, CompiledRule],
  events: () => JobEvent[],
): JobEvent | undefined {
  if (!yes && !LONG) return undefined
  const match = matching({ ...wide, name: 'wide' }, { ...narrow, name: 'narrow' })
  const matched = events().map((event) => ({ event, names: match(event) }))
  const asked = matched.filter(({ names }) => names.includes('narrow'))
  const missed = asked.find(({ names }) => !names.includes('wide'))
  if (asked.length > 0 && yes) told.yes += 1
  if (asked.length > 0 && missed === undefined) told.could += 1
  return yes ? missed?.event : undefined
}

test(
  'where one condition covers another, no event matches only the other',
  () => {
    const told = { yes: 0, could: 0 }
    assert(
      property(aPair, ([wide, narrow]) => {
        const [a, b] = [conditionOf(wide), conditionOf(narrow)]
        const rules = [aRule({ when: a }), aRule({ when: b })] as const
        const events = (): JobEvent[] => eventsFor([wide, narrow], EVENTS).map(anEvent)
        expect(lie(told, covers(a, b), rules, events)?.fields).toBeUndefined()
      }),
      { numRuns: PAIRS },
    )
    expect(told.yes).toBeGreaterThan(PAIRS / 10)
    if (LONG) console.info(`covers: yes to ${told.yes} of ${told.could} pairs that could be`)
  },
  LIMIT_MS,
)

const hours = oneof({ weight: 3, arbitrary: constant([]) }, subarray([OFFICE, WEEKENDS]))
const look = record({ unless: option(aConditionText), during: hours, outside: hours })
const times = array(constantFrom(0, 1, 2, 3), { minLength: 2, maxLength: 4 })

test(
  'where a rule covers another, no event matches only the other, whatever the hour',
  () => {
    const told = { yes: 0, could: 0 }
    assert(
      property(aPair, look, look, option(aConditionText), times, ([wide, narrow], a, b, own, at) => {
        const unless = own ?? a.unless
        const rules = [
          aRule({ ...a, when: conditionOf(wide), unless: conditionOf(a.unless) }),
          aRule({ ...b, when: conditionOf(narrow), unless: conditionOf(unless) }),
        ] as const
        const yes = ruleCovers(scopeOf(rules[0], null), scopeOf(rules[1], null))
        const events = (): JobEvent[] =>
          eventsFor([wide, narrow, a.unless, unless], EVENTS).map((event, index) =>
            anEvent({ ...event, receivedAt: at[index % at.length] ?? 0 }),
          )
        const lied = lie(told, yes, rules, events)
        expect(lied === undefined ? undefined : [lied.fields, lied.receivedAt]).toBeUndefined()
      }),
      { numRuns: PAIRS },
    )
    expect(told.yes).toBeGreaterThan(PAIRS / 50)
    if (LONG) console.info(`ruleCovers: yes to ${told.yes} of ${told.could} pairs that could be`)
  },
  LIMIT_MS,
)

test(
  'no event matches an impossible condition',
  () => {
    let said = 0
    assert(
      property(aConditionText, (text) => {
        const when = conditionOf(text)
        if (!impossible(when)) return
        said += 1
        const match = matching(aRule({ when }))
        const events = eventsFor([text], EVENTS).map(anEvent)
        expect(events.find((event) => match(event).length > 0)?.fields).toBeUndefined()
      }),
      { numRuns: PAIRS },
    )
    expect(said).toBeGreaterThan(PAIRS / 200)
  },
  LIMIT_MS,
)
