import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addDiff } from '../../src/cli/diff.ts'
import { readConfiguration } from '../../src/cli/configuration.ts'
import { systemClock } from '../../src/clock.ts'
import { apiRoutes } from '../../src/console/api.ts'
import { guard } from '../../src/console/guard.ts'
import { noticeAcceptance } from '../../src/deliver/notice.ts'
import { basicAuth } from '../../src/receive/auth.ts'
import { startServer } from '../../src/receive/server.ts'
import type { RunningServer } from '../../src/receive/server.ts'
import type { Rules } from '../../src/rules/rules.ts'
import { openLocalStore } from '../../src/store/core/local-store.ts'
import { openSqlite } from '../../src/store/sqlite/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { anAcceptance } from '../store/an-acceptance.ts'
import { bench } from '../store/harness.ts'
import type { Bench } from '../store/harness.ts'
import { aCommandContext } from './a-command-context.ts'
import type { Kept } from './a-command-context.ts'

const NOW = 1_715_414_600_000
const LOG = { debug() {}, info() {}, warn() {}, error() {} }
const OLD = `version: 1
channels: { ops: "slack:#ops", log: "slack:#log" }
mentions: { oncall: { slack: S0ONCALL01 } }
rules:
  - { name: Failures, when: { job_state: ERROR }, send: log }
unmatched: drop
`

let folder: string
let subject: Bench
let store: Store
let running: Rules
let server: RunningServer
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'herald-diff-'))
  mkdirSync(join(folder, 'templates'))
  subject = bench(async ({ file, now, owner, onFatal }) =>
    openLocalStore({ engine: openSqlite({ file, now }), owner, clock: systemClock, onFatal }),
  )
  store = await subject.open()
  running = await rulesIn('running.yaml', OLD)
  const secret = { username: 'admin', passwords: [() => 'pass word'] }
  const app = new Hono()
    .use(guard(basicAuth(secret)))
    .route('/', apiRoutes({ store, rules: () => running, clock: { now: () => NOW } }))
  server = await startServer(getRequestListener(app.fetch), { host: '127.0.0.1', port: 0 }, LOG)
})
afterEach(async () => {
  await server.close(0)
  await subject.close()
  rmSync(folder, { recursive: true })
})

async function rulesIn(name: string, text: string): Promise<Rules> {
  const { rules } = await readConfiguration(written(name, text), join(folder, 'templates'))
  if (rules === null) throw new Error(`mistakes in ${name}`)
  return rules
}

function written(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

/** Runs `herald diff` against the bridge of this test. */
async function diff(
  text: string,
  flags: readonly string[] = [],
  over: Parameters<typeof aCommandContext>[1] = {},
) {
  const env = { PORT: String(server.port), CONSOLE_USERNAME: 'admin', CONSOLE_PASSWORD: 'pass word' }
  const kept = aCommandContext(env, over)
  await run(kept, [written('new.yaml', text), ...flags])
  return { out: kept.out().replaceAll(folder, ''), err: kept.err(), code: kept.code() }
}

async function run({ context }: Kept, words: readonly string[]): Promise<void> {
  const program = new Command().exitOverride().configureOutput({ writeErr() {} })
  addDiff(program, context)
  await program.parseAsync(['diff', ...words, '--templates', join(folder, 'templates')], { from: 'user' })
}

async function accept(fields: Parameters<typeof anAcceptance>[0], times = 1): Promise<void> {
  for (let n = 0; n < times; n += 1)
    await store.accept(anAcceptance({ receivedAt: NOW - 1_000, ...fields }, []))
}

test('the same rules differ in nothing', async () => {
  await accept({}, 3)
  expect(await diff(OLD, ['--exit-code'])).toEqual({
    out: '3 events of the last 7d: 3 the same, 0 differ\n',
    err: '',
    code: 0,
  })
})

test('each difference has its channel, its rule, how many events and what a person can try', async () => {
  await accept({ job_id: 'slow-1', project: "o'neil", job_state: 'SUCCEED', duration: 3_600_000 })
  await accept({ job_state: 'SUCCEED', duration: 7_200_000 }, 2)
  await accept({ job_state: 'SUCCEED', duration: 1 }, 120)
  await accept({ job_state: 'ERROR' })
  await accept({ job_state: 'ERROR', receivedAt: NOW - 8 * 86_400_000 })
  const slow = '  - { name: Slow builds, when: { duration: { over: 30m } }, send: ops }'
  const failures = OLD.replace('send: log }', 'send: log, mention: oncall, language: zh }')
  const { out, code } = await diff(failures.replace('unmatched', `${slow}\nunmatched`))
  expect(code).toBe(0)
  const lines = out.split('\n')
  expect(lines[0]).toBe('+ ops  3 events  by "Slow builds"')
  expect(lines).toContain('~ log  1 event  by "Failures": language en → zh; mention nobody → oncall')
  expect(lines.at(-2)).toBe('124 events of the last 7d: 120 the same, 4 differ')
  expect(lines.filter((line) => line.includes('herald explain --rules /new.yaml'))).toHaveLength(3)
})

test('a channel that is told no more stands under the rule that told it', async () => {
  await accept({ project: "o'neil \u001b[2Jx", job_id: 'job\u001b[31m' })
  const { out } = await diff(OLD.replace('{ job_state: ERROR }', '{ project: none }'), [], { color: true })
  expect(out).toContain('\u001b[31m- log  1 event  by "Failures"\u001b[0m\n')
  expect(out).toContain(String.raw`'project=o'\''neil [2Jx'`)
  expect(out.split('\u001b')).toHaveLength(3)
  expect(out).toContain('    job[31m\n')
})

test('a channel that leads elsewhere is a change', async () => {
  await accept({})
  const { out } = await diff(OLD.replace('#log', '#kylin-log'))
  expect(out).toMatch(/^~ log {2}1 event {2}by "Failures": place \S*log → \S*kylin-log\n/)
})

test('for scripts there are JSON and an exit code', async () => {
  await accept({ job_id: 'j1', project: 'sales', segment: 9_223_372_036_854_775_807n })
  const changed = OLD.replace('{ job_state: ERROR }', '{ segment: 9223372036854775807 }').replace(
    'send: log',
    'send: ops',
  )
  const { out, code } = await diff(changed, ['--json', '--exit-code', '--since', '1h'])
  expect(code).toBe(1)
  expect(JSON.parse(out)).toMatchObject({
    events: 1,
    differing: 1,
    rules: { running: running.hash },
    changes: [
      { change: 'added', channel: 'ops', rule: 'Failures', events: 1, examples: [{ job_id: 'j1' }] },
      { change: 'removed', channel: 'log', rule: 'Failures', events: 1, what: [] },
    ],
  })
})

test("the rules that run are taken whole, with their teams' files", async () => {
  mkdirSync(join(folder, 'teams'))
  written('teams/a.yaml', 'rules: [{ name: Ours, send: ops }]\n')
  const teams = 'teams: { a: { when: { project: sales }, rules: teams/a.yaml, allow: ops } }\n'
  running = await rulesIn('running.yaml', OLD + teams)
  await accept({ job_state: 'SUCCEED' })
  expect((await diff(OLD)).out).toContain('- ops  1 event  by "a/Ours"')
  expect((await diff(OLD + teams)).out).toContain('1 the same')
})

test("Herald's own notices are no events of jobs", async () => {
  const channel = running.channels.get('ops')
  if (channel === undefined) throw new Error('no channel')
  const notice = { title: 't', body: '', code: '' }
  await store.accept(
    noticeAcceptance({ channel, rules: running, notice, key: 'k', now: NOW, random: Math.random }),
  )
  expect((await diff(OLD.replace('unmatched: drop', 'unmatched: ops'))).out).toContain('0 events')
})

test('new rules with mistakes are told of before the bridge is asked', async () => {
  await server.close(0)
  const { code, err } = await diff(OLD.replace('send: log', 'send: lgo'))
  expect(code).toBe(1)
  expect(err).toContain('there is no channel "lgo"')
})

test.each([
  ['a wrong password', { CONSOLE_USERNAME: 'admin', CONSOLE_PASSWORD: 'wrong' }, /CONSOLE_PASSWORD/],
  ['no password', {}, /CONSOLE_PASSWORD/],
])('%s is told of, and exits with 3', async (_, env, why) => {
  const kept = aCommandContext({ PORT: String(server.port), ...env })
  await run(kept, [written('new.yaml', OLD)])
  expect(kept.code()).toBe(3)
  expect(kept.err()).toMatch(why)
})

test('a bridge that is not there exits with 3 and names its address without the password', async () => {
  const { port } = server
  await server.close(0)
  const kept = aCommandContext()
  await run(kept, [written('new.yaml', OLD), '--url', `http://admin:secret-word@127.0.0.1:${port}/`])
  expect(kept.code()).toBe(3)
  expect(kept.err()).toBe(
    `http://127.0.0.1:${port} does not answer (ECONNREFUSED); is Herald running there?\n`,
  )
})

test('the credentials may stand in the address', async () => {
  const kept = aCommandContext()
  await run(kept, [written('new.yaml', OLD), '--url', `http://admin:pass%20word@127.0.0.1:${server.port}`])
  expect(kept.out()).toContain('0 events')
})

test('a time that is none is wrong use', async () => {
  await expect(diff(OLD, ['--since', 'yesterday'])).rejects.toThrow(CommanderError)
})
