import type { JobEvent } from '../receive/event.ts'
import { quoted } from './finding.ts'
import { listOf } from './named.ts'
import type { Expected, ReadyTest, TestFinding } from './ready-test.ts'
import { reasonFor } from './test-reason.ts'
import type { Decision, Route, Rules } from './rules.ts'
import { NOTHING } from './test-shape.ts'

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

function channelFindings({ expected }: ReadyTest, decision: Decision, rules: Rules): TestFinding[] {
  const missing = expected.find(({ channel }) => routeTo(channel, decision, rules) === undefined)
  const unexpected = decision.routes.find(
    (route) => !expected.some(({ channel }) => routeTo(channel, decision, rules) === route),
  )
  const late = expected.find(({ moment }) => moment !== 'now')
  if (missing === undefined && unexpected === undefined && late === undefined) return []
  const got = listed(decision.routes.map(({ channel }) => channel))
  const help =
    missing !== undefined || unexpected !== undefined
      ? reasonFor(missing?.channel ?? null, unexpected ?? null, decision, rules)
      : 'quiet and digest are checked, but not in force in this version: every message goes at once'
  return [failed('expect', `expected ${listed(expected.map(shown))}; got ${got}`, help)]
}

/** Two names for one place are one channel. */
function routeTo(name: string, { routes }: Decision, rules: Rules): Route | undefined {
  const channel = rules.channels.get(name)
  const lane = channel?.computed === null ? channel.lane : undefined
  return routes.find((route) => route.channel === name) ?? routes.find((route) => route.lane === lane)
}

function shown({ channel, moment }: Expected): string {
  return moment === 'now' ? channel : `${channel} ${moment}`
}

function mentionFindings({ mentions }: ReadyTest, { routes }: Decision): TestFinding[] {
  const got = [...new Set(routes.flatMap((route) => route.mentions))]
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
