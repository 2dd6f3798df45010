import { Command, CommanderError } from 'commander'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addDead } from '../../src/cli/dead.ts'
import { addEvents } from '../../src/cli/events.ts'
import { addQuarantine } from '../../src/cli/quarantine.ts'
import { addReplay } from '../../src/cli/replay.ts'
import { addSilence } from '../../src/cli/silence.ts'
import { addWhy } from '../../src/cli/why.ts'
import { systemClock } from '../../src/clock.ts'
import { apiRoutes } from '../../src/console/api.ts'
import { guard } from '../../src/console/guard.ts'
import { operateRoutes } from '../../src/console/operate.ts'
import { silenceRoutes } from '../../src/console/silences.ts'
import { basicAuth } from '../../src/receive/auth.ts'
import { type RunningServer, startServer } from '../../src/receive/server.ts'
import { loadRules } from '../../src/rules/load.ts'
import { openLocalStore } from '../../src/store/core/local-store.ts'
import { openSqlite } from '../../src/store/sqlite/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { aDelivery, anAcceptance, DEAD, outcome } from '../store/an-acceptance.ts'
import { bench } from '../store/harness.ts'
import type { Bench } from '../store/harness.ts'
import { aCommandContext } from './a-command-context.ts'

const NOW = 1_715_414_600_000
const LOG = { debug() {}, info() {}, warn() {}, error() {} }
const ESC = '\u001b'
const RULES = `version: 1
channels: { sales: "slack:#sales" }
rules: [{ name: Failures, when: { job_state: ERROR }, send: sales }]
unmatched: drop
`

let subject: Bench
let store: Store
let server: RunningServer
/** How many posts are answered before the bridge fails. */
let posts: number
beforeEach(async () => {
  subject = bench(async ({ file, now, owner, onFatal }) =>
    openLocalStore({ engine: openSqlite({ file, now }), owner, clock: systemClock, onFatal }),
  )
  store = await subject.open()
  posts = Number.POSITIVE_INFINITY
  const { rules } = loadRules(RULES, 'rules.yaml')
  if (rules === null) throw new Error('mistakes in the rules')
  await store.saveRules('then', RULES)
  const source = { store, rules: () => rules, clock: { now: () => NOW }, toInbox: false }
  const app = new Hono()
    .use(guard(basicAuth({ username: 'admin', passwords: [() => 'pass word'] })))
    .post('*', async (c, next) => {
      posts -= 1
      return posts < 0 ? c.text('gone', 502) : next()
    })
    .route('/', apiRoutes(source))
    .route('/', operateRoutes(source))
    .route('/', silenceRoutes({ ...source, changed: () => Promise.resolve() }))
  server = await startServer(getRequestListener(app.fetch), { host: '127.0.0.1', port: 0 }, LOG)
})
afterEach(async () => {
  await server.close(0)
  await subject.close()
})

async function command(
  words: string,
  over: Parameters<typeof aCommandContext>[1] = {},
  password = 'pass word',
) {
  const env = { PORT: String(server.port), CONSOLE_USERNAME: 'admin', CONSOLE_PASSWORD: password }
  const kept = aCommandContext(env, over)
  const program = new Command().exitOverride().configureOutput({ writeErr() {} })
  for (const add of [addDead, addEvents, addQuarantine, addReplay, addSilence, addWhy])
    add(program, kept.context)
  // The text of mistakes is commander's.
  for (const each of program.commands) each.exitOverride().configureOutput({ writeErr() {} })
  await program.parseAsync(words.split(' '), { from: 'user' })
  return { out: kept.out(), err: kept.err(), code: kept.code() ?? 0 }
}

async function accepted(fields: Parameters<typeof anAcceptance>[0], rules = 'then') {
  const acceptance = anAcceptance({ receivedAt: NOW - 1_000, ...fields })
  await store.accept({
    ...acceptance,
    trace: {
      rules,
      outcome: 'routed',
      entries: [{ index: 1, rule: 'Of then', matched: true, why: 'every event', channels: ['sales'] }],
    },
  })
  return acceptance.event
}

async function allDie(): Promise<void> {
  for (;;) {
    const claims = await store.claim(99, [])
    if (claims.length === 0) return
    await Promise.all(claims.map((claim) => store.settle(outcome(claim, DEAD))))
  }
}

test.each([
  'why',
  'why job --channel sales',
  'replay',
  'replay a-1 --dead',
  'replay a-1 --channel sales',
  'events --since yesterday',
  'dead --limit 0',
])('herald %s is wrong use', async (words) => {
  const error: unknown = await command(words).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(CommanderError)
  expect((error as CommanderError).exitCode).not.toBe(0)
})

test.each(['events', 'why job-1', 'dead', 'replay --dead', 'quarantine'])(
  'herald %s exits with 3 where the bridge is away or the password is wrong',
  async (words) => {
    expect(await command(words, {}, 'wrong')).toMatchObject({
      code: 3,
      err: expect.stringContaining('CONSOLE_PASSWORD'),
    })
    await server.close(0)
    expect(await command(words)).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining('ECONNREFUSED'),
    })
  },
)

test('why a bridge cannot be asked is said, also where the port is one that HTTP clients refuse', async () => {
  expect(await command('events --url http://127.0.0.1:9')).toEqual({
    code: 3,
    out: '',
    err: 'http://127.0.0.1:9 does not answer (HTTP clients may not use this port); is Herald running there?\n',
  })
})

test('no name from data steers the terminal, and colours are our own', async () => {
  const { id } = await accepted({ project: `s${ESC}[2J`, job_id: `j${ESC}]0;x\u0007`, cause: `c${ESC}[31m` })
  await allDie()
  await store.quarantine({
    cluster: `e${ESC}c`,
    receivedAt: 1,
    problems: [`p${ESC}`],
    body: `b${ESC}`,
    bytes: 1,
  })
  for (const words of ['events', `why ${id}`, 'why --channel sales', 'dead', 'replay --dead', 'quarantine']) {
    const { out } = await command(words)
    expect(out).not.toContain(ESC)
    expect(out.length).toBeGreaterThan(3)
  }
  const { out } = await command(`why ${id}`, { color: true })
  expect(out.replaceAll(new RegExp(`${ESC}\\[\\d*m`, 'g'), '')).not.toContain(ESC)
  expect(out).toContain(`${ESC}[31mnot-sent${ESC}[0m`)
})

test('where the rules of then are not kept, why says what matched and that it is not all', async () => {
  const { id } = await accepted({}, 'lost')
  const { out, code } = await command(`why ${id}`)
  expect(code).toBe(0)
  expect(out).toContain('by the rules lost, which are not kept any more: only what matched is known\n')
  expect(out).toContain('  ✓ Of then: every event → sales\n')
  expect(JSON.parse((await command(`why ${id} --json`)).out)).toMatchObject({
    trace: { rules: [{ name: 'Of then', matched: true }] },
  })
})

test('of a job with several events a person sees all, oldest first; JSON is the newest and names the others', async () => {
  const paused = await accepted({ job_id: 'job-1', job_state: 'PAUSED', receivedAt: NOW - 9_000 })
  const failed = await accepted({ job_id: 'job-1', job_state: 'ERROR' })
  const { out } = await command('why job-1')
  expect(out.indexOf(paused.id)).toBeGreaterThan(0)
  expect(out.indexOf(failed.id)).toBeGreaterThan(out.indexOf(paused.id))
  expect(out).toContain('✗ 1. Failures: job_state is PAUSED, wanted ERROR\n')
  const json = await command('why job-1 --json')
  expect(JSON.parse(json.out)).toMatchObject({ event: { id: failed.id } })
  expect(json.err).toContain(paused.id)
})

test('a channel or a state that is not there is said, with what is near; one that left the rules is told of', async () => {
  const none = 'there is no channel "salse": did you mean "sales"?\n'
  expect(await command('why --channel salse')).toEqual({ code: 1, out: '', err: none })
  const acceptance = anAcceptance({ receivedAt: NOW - 1_000 }, [aDelivery('salse')])
  await store.accept(acceptance)
  expect(await command('why --channel salse')).toMatchObject({
    code: 0,
    out: expect.stringContaining(acceptance.event.id),
  })
  expect(await command('events --state FAILED')).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('did you mean "ERROR"?'),
  })
})

test.each([
  ['why nope', 'unknown-id', 'there is no job, event or delivery "nope"'],
  ['why --channel salse', 'unknown-channel', 'did you mean "sales"?'],
  ['events --state FAILED', 'refused', 'did you mean "ERROR"?'],
  ['silence expire 99', 'refused', 'there is no silence 99 in force'],
  ['silence add --when channel=salse --for 2h --why x', 'refused', 'did you mean "sales"?'],
])('what the bridge has not or refuses is JSON where that is asked for: %s', async (words, code, message) => {
  const told = await command(words)
  expect(told).toEqual({ code: 1, out: '', err: expect.stringContaining(message) })
  const { out, ...rest } = await command(`${words} --json`)
  expect(rest).toEqual({ code: 1, err: '' })
  expect(JSON.parse(out)).toEqual({
    problems: [{ severity: 'error', code, message: expect.stringContaining(message) }],
  })
})

test('events come newest first, as many as are asked for over all pages', async () => {
  await Promise.all(Array.from({ length: 230 }, (_, n) => accepted({ receivedAt: NOW - 1_000 + n })))
  const { out, err } = await command('events --limit 220')
  const ids = out.trimEnd().split('\n')
  expect(ids).toHaveLength(220)
  expect(ids.toSorted().toReversed()).toEqual(ids)
  expect(err).toContain('--limit shows more')
  expect((await command('events --limit 230 --since 1h')).err).toBe('')
})

test('a replay that is cut off says what was done so far, and can be started again', async () => {
  const lanes = Array.from({ length: 5 }, (_, n) => aDelivery(`sales ${n}`))
  const all = Array.from({ length: 50 }, () => anAcceptance({ receivedAt: NOW - 1_000 }, lanes))
  await Promise.all(all.map((one) => store.accept(one)))
  await allDie()
  posts = 1
  const cut = await command('replay --dead', { stderrIsTerminal: true })
  expect(cut.code).toBe(3)
  expect(cut.out).toContain('200 wait again\n')
  expect(cut.err).toContain('\r200 of 250 …\r\u001b[K')
  posts = 2
  const rest = await command('replay --dead --json')
  expect(JSON.parse(rest.out)).toMatchObject({ dry_run: false, replayed: 50, left: {} })
  expect(await store.waiting()).toBe(250)
})
