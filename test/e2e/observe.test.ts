import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { missing, run } from '../torture/store/mounted.ts'
import { runHerald } from '../support/herald-process.ts'
import { SLACK_TOKEN } from '../support/stand-in-slack.ts'
import { aCallback, aSetting } from './setting.ts'

const RULES = `
version: 1
clusters: { prod: {} }
channels: { ops: { to: "slack:#ops", pace: none } }
rules: [{ name: failures, when: { job_state: ERROR }, send: ops }]
unmatched: drop
`
const CONSOLE = { CONSOLE_USERNAME: 'ops', CONSOLE_PASSWORD: 'console-password-1' }
const Authorization = `Basic ${Buffer.from('ops:console-password-1').toString('base64')}`
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'

test('with ADMIN_PORT the port of the callbacks serves only these and health, and everything is measured', async () => {
  const setting = await aSetting(RULES)
  const { url, log } = await setting.serve([], { ...CONSOLE, ADMIN_PORT: '0', LOG_LEVEL: 'debug' })
  const admin = /"admin":"([^"]+)"/.exec(log())?.[1] ?? ''
  for (const path of ['/metrics', '/inbox', '/api/events', '/api/quarantine']) {
    expect([path, await status(url, path), await status(admin, path)]).toEqual([path, 404, 200])
    expect((await fetch(admin + path)).status).toBe(401)
  }
  expect([await status(url, '/-/reload', 'POST'), await status(admin, '/-/reload', 'POST')]).toEqual([
    404, 200,
  ])
  for (const path of ['/healthz', '/readyz']) {
    expect([await status(url, path), await status(admin, path)]).toEqual([200, 200])
  }
  expect(await status(admin, '/kylin/callback', 'POST')).toBe(404)

  const post = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${url}/kylin/callback${path}`, { method: 'POST', body, headers })
  const first = aCallback()
  await post('/prod', first, { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` })
  await post('/prod', first)
  await post('/prod', '{', { traceparent: 'nonsense' })
  await Promise.all(
    Array.from({ length: 30 }, (_, n) => post(`/made-up-${n}`, aCallback({ job_state: 'SUCCEED' }))),
  )
  await post('', aCallback({ job_state: 'SUCCEED' }))
  await setting.slack.waitFor(1)
  const scrape = async (): Promise<string> =>
    (await fetch(`${admin}/metrics`, { headers: { Authorization } })).text()
  const text = await untilIt(scrape, (told) => told.includes('channel="ops",outcome="sent"} 1'))

  const counted = lines(text, 'herald_callbacks_total')
  expect(counted.filter((line) => !line.endsWith(' 0')).toSorted()).toEqual([
    'herald_callbacks_total{cluster="default",result="stored"} 1',
    'herald_callbacks_total{cluster="other",result="stored"} 30',
    'herald_callbacks_total{cluster="prod",result="quarantined"} 1',
    'herald_callbacks_total{cluster="prod",result="repeat"} 1',
    'herald_callbacks_total{cluster="prod",result="stored"} 1',
  ])
  expect(counted.length).toBeLessThan(3 * 8 + 1)
  expect(text).not.toContain('made-up')
  expect(text).toContain('herald_rule_matches_total{rule="failures"} 1')
  expect(text).toMatch(/^herald_unmatched_total 31$/m)
  expect(text).toMatch(/^herald_quarantined_total 1$/m)
  expect(text).toMatch(/^herald_accept_seconds_count 34$/m)
  expect(text).toMatch(/^herald_delivery_seconds_count 1$/m)
  expect(text).toMatch(/^herald_store_up 1$/m)
  expect(text).toMatch(/^herald_dead_letters 0$/m)
  expect(text).toMatch(/^herald_waiting\{channel="ops"\} 0$/m)
  expect(text).toMatch(/^herald_rules_info\{hash="[\da-f]{12}"\} 1$/m)
  expect(text).toMatch(/^herald_last_callback_timestamp_seconds\{cluster="prod"\} \d{10}/m)

  const told = log().split('\n')
  const traced = told.filter((line) => line.includes(TRACE))
  expect(traced).toEqual([expect.stringMatching(/"event":".*"message":"callback stored"/)])
  expect(told.filter((line) => line.includes('trace_id'))).toEqual(traced)
})

test('an account whose token fails is down in every scrape until its messages go out again', async () => {
  const tokens = new Set<string>()
  const setting = await aSetting(RULES, { slack: { channels: new Set(['#ops']), tokens } })
  const { url } = await setting.serve()
  const scrape = async (): Promise<string> => (await fetch(`${url}/metrics`)).text()
  // Discord is used by no channel.
  expect(lines(await scrape(), 'herald_account_up')).toEqual(['herald_account_up{account="slack"} 1'])
  await fetch(`${url}/kylin/callback/prod`, { method: 'POST', body: aCallback() })
  const failed = 'herald_attempts_total{platform="slack",reason="bad-credentials"} 1'
  const text = await untilIt(scrape, (told) => told.includes(failed))
  expect(lines(text, 'herald_account_up')).toEqual(['herald_account_up{account="slack"} 0'])
  // A probe: no attempt, and not counted as one.
  await setting.slack.waitForRequests(2)
  expect(await scrape()).toContain('herald_account_up{account="slack"} 0')
  tokens.add(SLACK_TOKEN)
  await setting.slack.waitFor(1)
  await untilIt(scrape, (told) => told.includes('herald_account_up{account="slack"} 1'))
})

test.skipIf(missing('prlimit') !== null)(
  'a store that can be read and not written is not ready, in every scrape (needs prlimit)',
  async () => {
    const setting = await aSetting(RULES)
    const { url, pid } = await setting.serve()
    const scrape = async (): Promise<string[]> =>
      lines(await (await fetch(`${url}/metrics`)).text(), 'herald_').filter((line) =>
        /^herald_(ready|store_up) /.test(line),
      )
    expect(await scrape()).toEqual(['herald_store_up 1', 'herald_ready 1'])
    // Its files may not grow, as on a full disk.
    const limit = (bytes: string): void => run('prlimit', '--pid', String(pid), `--fsize=${bytes}:`)
    limit(`${statSync(join(setting.folder, 'herald.db-wal')).size}`)
    expect(await status(url, '/readyz')).toBe(503)
    expect(await scrape()).toEqual(['herald_store_up 1', 'herald_ready 0'])
    limit('unlimited')
    expect(await scrape()).toEqual(['herald_store_up 1', 'herald_ready 1'])
  },
)

test('a port for metrics that is taken is said in plain words', async () => {
  const setting = await aSetting(RULES)
  const { port } = new URL(setting.slack.apiUrl)
  const args = ['serve', '--port', '0', ...setting.args]
  const { code, stderr } = await runHerald(args, { env: { ...setting.env, ADMIN_PORT: port } })
  expect(code).toBe(1)
  expect(stderr).toContain(`cannot listen on 127.0.0.1:${port}: something else listens there`)
  expect(stderr).toContain('Choose another port by ADMIN_PORT.')
})

async function status(base: string, path: string, method = 'GET'): Promise<number> {
  const answer = await fetch(base + path, { method, headers: { Authorization } })
  await answer.arrayBuffer()
  return answer.status
}

function lines(text: string, name: string): string[] {
  return text.split('\n').filter((line) => line.startsWith(name))
}

async function untilIt(ask: () => Promise<string>, wanted: (text: string) => boolean): Promise<string> {
  for (;;) {
    const text = await ask()
    if (wanted(text)) return text
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
