import type { JobEvent } from '../../receive/event.ts'
import { quoted } from '../finding.ts'
import { momentOf, sendingRoutes } from '../time/moment.ts'
import type { Moment } from '../time/moment.ts'
import { listOf } from '../parts/named.ts'
import type { ReadyTest, TestFinding } from './ready-test.ts'
import { reasonFor, reasonForMoment } from './test-reason.ts'
import type { Decision, Route, Rules } from '../rules.ts'
import { NOTHING } from '../file/test-shape.ts'

/** The text of the message that a route makes of an event. */
export type MessageOf = (event: JobEvent, route: Route) => string

/** What a decision does otherwise than a test expects; empty when the test passes. */
export function verdictOf(
  test: ReadyTest,
  decision: Decision,
  rules: Rules,
  messageOf: MessageOf | undefined,
): TestFinding[] {
  return [
    ...channelFindings(test, decision, rules),
    ...mentionFindings(test, decision),
    ...ruleFindings(test, decision),
    ...(messageOf === undefined ? [] : textFindings(test, decision, rules, messageOf)),
  ]
}

function channelFindings({ expected, event }: ReadyTest, decision: Decision, rules: Rules): TestFinding[] {
  const routes = sendingRoutes(decision.routes)
  const found = expected.map((one) => ({ ...one, route: routeTo(one.channel, decision, rules) }))
  const missing = found.find(({ route }) => route === undefined)
  const unexpected = routes.find((route) => !found.some((one) => one.route === route))
  const wrong = found.find(({ route, moment }) => route !== undefined && momentOf(route) !== moment)
  if (missing === undefined && unexpected === undefined && wrong === undefined) return []
  const got = listed(routes.map((route) => shown({ channel: route.channel, moment: momentOf(route) })))
  const help =
    missing === undefined && unexpected === undefined && wrong?.route !== undefined
      ? reasonForMoment(wrong.route, event.receivedAt, decision, rules)
      : reasonFor(missing?.channel ?? null, unexpected ?? null, decision, rules)
  return [failed('expect', `expected ${listed(expected.map(shown))}; got ${got}`, help)]
}

/** Two names for one place are one channel. */
function routeTo(name: string, decision: Decision, rules: Rules): Route | undefined {
  const routes = sendingRoutes(decision.routes)
  const channel = rules.channels.get(name)
  const lane = channel?.computed === null ? channel.lane : undefined
  return routes.find((route) => route.channel === name) ?? routes.find((route) => route.lane === lane)
}

function shown({ channel, moment }: { readonly channel: string; readonly moment: Moment }): string {
  return moment === 'now' ? channel : `${channel} ${moment}`
}

function mentionFindings({ mentions }: ReadyTest, { routes }: Decision): TestFinding[] {
  const got = [...new Set(sendingRoutes(routes).flatMap((route) => route.mentions))]
  if (mentions === null || got.toSorted().join('\n') === [...new Set(mentions)].toSorted().join('\n'))
    return []
  return [failed('mention', `expected mention ${listed(mentions)}; got ${listed(got)}`)]
}

function ruleFindings({ rule }: ReadyTest, { trace }: Decision): TestFinding[] {
  const entry = trace.entries.find((one) => one.rule === rule)
  if (rule === null || entry?.matched === true) return []
  const why = [entry?.why, entry?.note].filter((part) => part !== undefined).join(', ')
  return [failed('rule', `expected rule ${quoted(rule)} to match: ${why}`)]
}

function textFindings(
  { text, event, expected }: ReadyTest,
  decision: Decision,
  rules: Rules,
  messageOf: MessageOf,
): TestFinding[] {
  const wanted = listOf(text.contains)
  if (wanted.length === 0) return []
  return expected.flatMap(({ channel }) => {
    const route = routeTo(channel, decision, rules)
    if (route === undefined) return []
    const message = messageOf(event, route)
    return wanted
      .filter((part) => !message.includes(part))
      .map((part) =>
        failed(
          'contains',
          `the message to ${channel} does not contain ${quoted(part)}`,
          `it says: ${brief(message)}`,
        ),
      )
  })
}

const LONGEST = 200

function brief(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ').trim()
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
}

function failed(key: TestFinding['key'], message: string, help?: string): TestFinding {
  const finding = { key, code: 'test-failed', message }
  return help === undefined ? finding : { ...finding, help }
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? NOTHING : names.join(', ')
}
