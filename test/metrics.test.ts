import { expect, test } from 'vitest'
import { createMetrics } from '../src/metrics.ts'
import { systemClock } from '../src/clock.ts'
import { backlogReader } from '../src/console/backlog-reader.ts'
import { metricsAnswer } from '../src/console/metrics.ts'
import { readinessReader } from '../src/console/readiness.ts'
import { METRICS } from '../src/metrics/definitions.ts'
import type { Store } from '../src/store/store.ts'
import { asked } from './support/asked.ts'

/** The samples of one metric, as they stand in the text. */
async function samples(metrics: ReturnType<typeof createMetrics>, name: string): Promise<string[]> {
  return (await metrics.text()).split('\n').filter((line) => line.startsWith(name))
}

const NAMES = { hash: 'abc', clusters: [], channels: new Map(), templates: [], results: [], reasons: [] }

const nothingWaits = () => Promise.resolve({ lanes: [], dead: 0 })
const ready = (): Promise<string | null> => Promise.resolve(null)
const allUp = () => new Map([['slack', true]])

/** What `/metrics` answers over a store like this. */
async function scrape(backlog: Store['backlog'], notReady = ready): Promise<Response> {
  const metrics = createMetrics('1')
  const reads = {
    backlog: backlogReader({ store: { backlog }, clock: systemClock, mostMs: 20 }),
    notReady: readinessReader({ notReady, answerMs: 20 }),
    accounts: allUp,
  }
  const answer = metricsAnswer({ metrics, ...reads }, null)
  return (await asked(answer))('/metrics')
}

test('matches are counted by rule, whatever its name', async () => {
  const metrics = createMetrics('1.2.3')
  const failure = { rule: 'every failure', matched: true }
  const night = { rule: 'say "夜间"\\\n', matched: true }
  const other = { rule: 'other', matched: false }
  metrics.decided({ outcome: 'routed', entries: [failure, night, other] })
  metrics.decided({ outcome: 'dropped', entries: [failure, other] })
  metrics.decided({ outcome: 'unmatched', entries: [other] })
  expect(await samples(metrics, 'herald_rule_matches_total')).toEqual([
    'herald_rule_matches_total{rule="every failure"} 2',
    String.raw`herald_rule_matches_total{rule="say \"夜间\"\\\n"} 1`,
  ])
  expect(await samples(metrics, 'herald_unmatched_total')).toEqual(['herald_unmatched_total 1'])
  expect(await samples(metrics, 'herald_build_info')).toEqual(['herald_build_info{version="1.2.3"} 1'])
})

test('a failed reading keeps the time of the last good one, and a file that left is gone', async () => {
  const metrics = createMetrics('1')
  metrics.configurationRead({
    ok: true,
    at: 5_500,
    files: new Map(Object.entries({ 'rules.yaml': true, 'a.yaml': true })),
  })
  metrics.configurationRead({ ok: false, at: 9_000, files: new Map([['rules.yaml', false]]) })
  expect(await samples(metrics, 'herald_config')).toEqual([
    'herald_config_last_reload_successful 0',
    'herald_config_last_reload_success_timestamp_seconds 5.5',
    'herald_config_file_ok{file="rules.yaml"} 0',
  ])
})

test('two bridges in one process count for themselves', async () => {
  const [one, other] = [createMetrics('1'), createMetrics('1')]
  one.decided({ outcome: 'unmatched', entries: [] })
  expect(await samples(other, 'herald_unmatched_total')).toEqual(['herald_unmatched_total 0'])
})

test('/metrics answers in the text format with those of the process', async () => {
  const answer = await scrape(nothingWaits)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('Content-Type')).toContain('text/plain; version=0.0.4')
  expect(await answer.text()).toMatch(/^process_resident_memory_bytes \d+$/m)
})

test.each([
  ['hangs', () => new Promise<never>(() => {})],
  ['fails', () => Promise.reject(new Error('disk full'))],
])('/metrics answers while the store %s, without what it would have to know', async (_, backlog) => {
  const text = await (await scrape(backlog)).text()
  expect(text).toMatch(/^herald_store_up 0$/m)
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m)
  expect(text).not.toMatch(/^herald_(waiting|oldest_waiting_seconds|dead_letters)\b/m)
})

test.each([
  ['cannot be written', () => Promise.resolve('the store cannot be written'), 0],
  ['hangs while it is written', () => new Promise<never>(() => {}), 0],
  ['can be written', ready, 1],
])('/metrics tells whether callbacks can be stored: the store answers and %s', async (_, notReady, told) => {
  const text = await (await scrape(nothingWaits, notReady)).text()
  expect(text).toMatch(/^herald_store_up 1$/m)
  expect(text).toMatch(new RegExp(`^herald_ready ${told}$`, 'm'))
})

test('what waits is told for every channel, and by none that the configuration does not have', async () => {
  const metrics = createMetrics('1')
  metrics.inForce({
    ...NAMES,
    channels: new Map([
      ['ops', 'slack'],
      ['idle', 'slack'],
    ]),
  })
  const lane = { waiting: 2, oldestMs: 1_500 }
  metrics.backlogRead({
    lanes: [
      { channel: 'ops', ...lane },
      { channel: 'ops', waiting: 1, oldestMs: null },
      { channel: 'gone', ...lane },
      { channel: 'gone too', waiting: 3, oldestMs: 9_000 },
    ],
    dead: 4,
  })
  expect(await samples(metrics, 'herald_waiting')).toEqual([
    'herald_waiting{channel="ops"} 3',
    'herald_waiting{channel="idle"} 0',
    'herald_waiting{channel="other"} 5',
  ])
  expect(await samples(metrics, 'herald_oldest_waiting_seconds')).toEqual([
    'herald_oldest_waiting_seconds{channel="ops"} 1.5',
    'herald_oldest_waiting_seconds{channel="idle"} 0',
    'herald_oldest_waiting_seconds{channel="other"} 9',
  ])
  metrics.backlogRead({ lanes: [], dead: 0 })
  expect(await samples(metrics, 'herald_waiting{channel="other"}')).toEqual([])
})

test('an account is up from the start, down while its credentials fail, and gone with the configuration', async () => {
  const metrics = createMetrics('1')
  const read = (accounts: Readonly<Record<string, boolean>>) => {
    metrics.accountsRead(new Map(Object.entries(accounts)))
    return samples(metrics, 'herald_account_up')
  }
  expect(await read({ slack: true, eu: false })).toEqual([
    'herald_account_up{account="slack"} 1',
    'herald_account_up{account="eu"} 0',
  ])
  expect(await read({ slack: true })).toEqual(['herald_account_up{account="slack"} 1'])
})

test('names that come with data make no series of their own', async () => {
  const metrics = createMetrics('1')
  metrics.inForce({ ...NAMES, clusters: ['prod'], channels: new Map([['ops', 'slack']]) })
  for (let n = 0; n < 500; n += 1) {
    metrics.answered({ cluster: `x${n}"} 1`, result: 'stored', ms: 1, at: 1_000 })
    metrics.delivered({ platform: 'slack', channel: `c${n}`, outcome: 'sent' })
  }
  metrics.answered({ cluster: 'prod', result: 'unauthorized', ms: null, at: 2_000 })
  const lines = await samples(metrics, 'herald_')
  expect(lines.filter((line) => /x\d|c\d/.test(line))).toEqual([])
  expect(lines).toContain('herald_callbacks_total{cluster="other",result="stored"} 500')
  expect(lines).toContain('herald_deliveries_total{platform="slack",channel="other",outcome="sent"} 500')
  expect(lines).toContain('herald_accept_seconds_count 500')
  // Somebody without credentials is no sign of life.
  expect(lines.filter((line) => line.startsWith('herald_last_callback'))).toEqual([
    'herald_last_callback_timestamp_seconds{cluster="other"} 1',
  ])
})

test('what has not happened yet is there as zero, so that its first time is an increase', async () => {
  const metrics = createMetrics('1')
  metrics.inForce({
    hash: 'abc',
    clusters: ['prod'],
    channels: new Map([['ops', 'slack']]),
    templates: ['error'],
    results: ['stored', 'not-stored'],
    reasons: ['bad-credentials'],
  })
  const zeros = (await samples(metrics, 'herald_')).filter((line) => line.endsWith(' 0'))
  expect(zeros).toEqual(
    expect.arrayContaining([
      'herald_callbacks_total{cluster="prod",result="not-stored"} 0',
      'herald_callbacks_total{cluster="default",result="stored"} 0',
      'herald_deliveries_total{platform="slack",channel="ops",outcome="dead"} 0',
      'herald_attempts_total{platform="slack",reason="bad-credentials"} 0',
      'herald_rate_limited_total{platform="slack"} 0',
      'herald_template_errors_total{template="error"} 0',
    ]),
  )
})

test('new rules take the place of the old ones', async () => {
  const metrics = createMetrics('1')
  for (const hash of ['abc', 'def']) metrics.inForce({ ...NAMES, hash })
  expect(await samples(metrics, 'herald_rules_info')).toEqual(['herald_rules_info{hash="def"} 1'])
})

test('every metric of the list is there under its name, type and help, and no other of ours', async () => {
  const text = await createMetrics('1').text()
  const told = [...text.matchAll(/^# HELP (herald_\S+ .*)\n# TYPE \S+ (\S+)$/gm)]
  const listed = Object.values(METRICS).map(({ name, help, type }) => `${type} ${name} ${help}`)
  expect(new Set(told.map(([, what, type]) => `${type} ${what}`))).toEqual(new Set(listed))
  expect(new Set(Object.values(METRICS).map(({ name }) => name)).size).toBe(listed.length)
})

test('counts attempts by how they ended, and templates that failed', async () => {
  const metrics = createMetrics('1')
  metrics.attempted('slack', 'sent')
  metrics.attempted('slack', 'too-big')
  metrics.templateFailed('error')
  const text = await metrics.text()
  expect(text).toContain('herald_attempts_total{platform="slack",reason="sent"} 1')
  expect(text).toContain('herald_attempts_total{platform="slack",reason="too-big"} 1')
  expect(text).toContain('herald_template_errors_total{template="error"} 1')
})
