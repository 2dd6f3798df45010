import type { JobEvent, JsonObject } from '../../receive/event.ts'
import { sampleEvent } from '../../receive/sample-event.ts'
import type { Finding } from '../finding.ts'
import { quoted } from '../finding.ts'
import { INSTANT_HELP, parseInstant } from '../time/instant.ts'
import { listOf } from '../parts/named.ts'
import { readPart } from '../file/sample-part.ts'
import type { Resolved, TestNames } from './test-names.ts'
import { NOTHING } from '../file/test-shape.ts'
import type { MOMENTS, TestText } from '../file/test-shape.ts'

/** When a callback arrives whose test does not say it, ms since the epoch: a Wednesday noon in UTC. */
export const SAMPLE_TIME = Date.UTC(2026, 0, 7, 12)

/** What is wrong with one key of a test. */
export interface TestFinding extends Finding {
  readonly key: keyof TestText
}

/** A channel that a test expects a message in. */
interface Expected {
  readonly channel: string
  readonly moment: (typeof MOMENTS)[number]
}

/** A test of which every name and value has a meaning. */
export interface ReadyTest {
  readonly text: TestText
  readonly event: JobEvent
  readonly expected: readonly Expected[]
  /** Null: not looked at. */
  readonly mentions: readonly string[] | null
  readonly rule: string | null
}

/** Reads a test, or says all that is wrong with it. */
export function readTest(text: TestText, names: TestNames): ReadyTest | TestFinding[] {
  const findings: TestFinding[] = []
  const at = text.at === undefined ? SAMPLE_TIME : parseInstant(text.at)
  if (at === null)
    findings.push({
      key: 'at',
      code: 'bad-time',
      message: `${quoted(text.at ?? '')} is no time`,
      help: INSTANT_HELP,
    })
  const { part, findings: misspelt } = readPart(text.event as JsonObject)
  for (const finding of misspelt) findings.push({ ...finding, key: 'event' })
  const sample = sampleEvent(part, at ?? SAMPLE_TIME)
  if ('problems' in sample)
    for (const { code, message } of sample.problems) findings.push({ key: 'event', code, message })
  const known = (key: keyof TestText, name: string, resolved: Resolved): string => {
    if ('finding' in resolved) findings.push({ ...resolved.finding, key })
    return 'name' in resolved ? resolved.name : name
  }
  const expected = expectedOf(text.expect).map(({ channel, moment }) => ({
    channel: known('expect', channel, names.channel(channel)),
    moment,
  }))
  const mentions = unlessNothing(listOf(text.mention)).map((name) =>
    known('mention', name, names.mention(name)),
  )
  const rule = text.rule === undefined ? null : known('rule', text.rule, names.rule(text.rule))
  if (findings.length > 0 || 'problems' in sample) return findings
  return { text, event: sample.event, expected, mentions: text.mention === undefined ? null : mentions, rule }
}

function expectedOf(expect: TestText['expect']): Expected[] {
  if (typeof expect === 'string' || Array.isArray(expect))
    return unlessNothing(listOf(expect)).map((channel) => ({ channel, moment: 'now' }))
  return Object.entries(expect).map(([channel, moment]) => ({ channel, moment }))
}

function unlessNothing(names: readonly string[]): readonly string[] {
  return names.length === 1 && names[0] === NOTHING ? [] : names
}
