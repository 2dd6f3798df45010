import { array, assert, boolean, constantFrom, option, pre, property, record, subarray } from 'fast-check'
import { expect, test } from 'vitest'
import { anEvent } from '../support/an-event.ts'
import { aRulesFile, rulesOf } from './a-rules-file.ts'

const CHANNELS = ['a', 'b', 'c', 'd'] as const
/** Four names, three places. */
const PLACES = 'a: slack:#a\n  b: slack:#b\n  c: slack:#A\n  d: discord:1122334455667788990'

const aRule = record({
  project: option(constantFrom('x', 'y')),
  send: subarray([...CHANNELS]),
  mention: subarray(['here', 'channel', 'everyone']),
  drop: boolean(),
  stop: boolean(),
})
const rulesAndEvent = [array(aRule, { maxLength: 6 }), constantFrom('x', 'y', 'z')] as const

type ARule = typeof aRule extends { generate: (...args: never[]) => { value: infer R } } ? R : never

function fileOf(rules: readonly ARule[]): string {
  const texts = rules.map(({ project, send, mention, drop, stop }, index) => {
    const sends = send.length > 0
    return JSON.stringify({
      name: `r${index}`,
      ...(project === null ? {} : { when: { project } }),
      ...(sends ? { send, stop } : drop ? { drop } : { stop: true }),
      ...(mention.length > 0 ? { mention } : {}),
    })
  })
  return aRulesFile(texts.map((text) => `  - ${text}`).join('\n'), { channels: PLACES, unmatched: 'd' })
}

test('at most one route per lane, and each rule that sends is told of or noted', () => {
  assert(
    property(...rulesAndEvent, (list, project) => {
      const rules = rulesOf(fileOf(list))
      const { routes, trace } = rules.match(anEvent({ project }))
      pre(trace.outcome === 'routed')
      const lanes = routes.map(({ channel }) => rules.channels.get(channel)?.lane)
      expect(new Set(lanes).size).toBe(lanes.length)
      const reached = trace.entries
        .flatMap(({ channels }) => channels)
        .map((name) => rules.channels.get(name)?.lane)
      expect(new Set(lanes)).toEqual(new Set(reached))
      for (const { channel, mentions } of routes) {
        const lane = rules.channels.get(channel)?.lane
        const wanted = trace.entries.filter(({ channels }) =>
          channels.some((name) => rules.channels.get(name)?.lane === lane),
        )
        expect(new Set(mentions)).toEqual(new Set(wanted.flatMap(({ mentions: names = [] }) => names)))
      }
    }),
  )
})

test('what stands behind a drop or stop that matches changes nothing', () => {
  assert(
    property(...rulesAndEvent, array(aRule, { maxLength: 3 }), boolean(), (list, project, more, drop) => {
      const end = { project: null, send: [], mention: [], drop, stop: !drop }
      const short = rulesOf(fileOf([...list, end])).match(anEvent({ project }))
      const long = rulesOf(fileOf([...list, end, ...more])).match(anEvent({ project }))
      expect(long.routes).toEqual(short.routes)
      expect(long.trace.outcome).toBe(short.trace.outcome)
    }),
  )
})

test('a rule behind the others takes nothing away from what they send', () => {
  assert(
    property(...rulesAndEvent, aRule, (list, project, last) => {
      const before = rulesOf(fileOf(list)).match(anEvent({ project }))
      const after = rulesOf(fileOf([...list, last])).match(anEvent({ project }))
      pre(before.trace.outcome === 'routed')
      const sent = (routes: typeof before.routes) => routes.map(({ rule, channel }) => `${rule} ${channel}`)
      expect(sent(after.routes).slice(0, before.routes.length)).toEqual(sent(before.routes))
    }),
  )
})

test('the full trace names every rule once, with a reason, and decides the same', () => {
  assert(
    property(...rulesAndEvent, (list, project) => {
      const rules = rulesOf(fileOf(list))
      const event = anEvent({ project })
      const full = rules.match(event, true)
      expect(full.routes).toEqual(rules.match(event).routes)
      expect(full.trace.entries.map(({ rule }) => rule)).toEqual(list.map((_, index) => `r${index}`))
      expect(full.trace.entries.filter(({ why }) => why === '')).toEqual([])
      expect(full.trace.entries.filter(({ matched }) => matched)).toEqual(rules.match(event).trace.entries)
    }),
  )
})
