import { expect, test } from 'vitest'
import { createMetrics } from '../src/metrics.ts'
import { metricsRoutes } from '../src/console/metrics.ts'

/** The samples of one metric, as they stand in the text. */
async function samples(metrics: ReturnType<typeof createMetrics>, name: string): Promise<string[]> {
  return (await metrics.text()).split('\n').filter((line) => line.startsWith(name))
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
  const answer = await metricsRoutes(createMetrics('1')).request('/metrics')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('Content-Type')).toContain('text/plain; version=0.0.4')
  expect(await answer.text()).toMatch(/^process_resident_memory_bytes \d+$/m)
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
