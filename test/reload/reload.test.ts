import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import type { Looks } from '../../src/deliver/route-card.ts'
import type { Log } from '../../src/log.ts'
import { createMetrics } from '../../src/metrics.ts'
import type { Metrics } from '../../src/metrics.ts'
import { createReloader } from '../../src/reload/reload.ts'
import type { Reloader } from '../../src/reload/reload.ts'
import { openLocalStore } from '../../src/store/core/local-store.ts'
import { openSqlite } from '../../src/store/sqlite/sqlite.ts'
import { type Store, StoreUnavailable } from '../../src/store/store.ts'
import { anEvent } from '../support/an-event.ts'
import { bench } from '../store/harness.ts'
import type { Bench } from '../store/harness.ts'
import { aTeamFile, readingOf, someFiles, testOf } from './some-files.ts'
import type { SomeFiles } from './some-files.ts'

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} }

let subject: Bench
let store: Store
let files: SomeFiles
let inForce: Looks | null
let metrics: Metrics
let reloader: Reloader
beforeEach(async () => {
  subject = bench(async ({ file, now, owner, onFatal }) =>
    openLocalStore({ engine: openSqlite({ file, now }), owner, clock: systemClock, onFatal }),
  )
  store = await subject.open()
  files = someFiles()
  inForce = null
  reloader = create()
})
afterEach(() => subject.close())

/** A process that starts over the store there is. */
function create(over: Partial<Store> = {}): Reloader {
  metrics = createMetrics('1')
  return createReloader({
    read: (lastGood) => readingOf(files, lastGood),
    test: testOf,
    apply: (looks) => void (inForce = looks),
    store: { ...store, ...over },
    metrics,
    log: SILENT,
    clock: { now: () => 1_715_414_600_000 },
    random: Math.random,
    dryRun: false,
  })
}

function rulesMatching(fields: Record<string, string>): string[] {
  const entries = inForce?.rules.match(anEvent(fields)).trace.entries ?? []
  return entries.filter(({ matched }) => matched).map(({ rule }) => rule)
}
const SALES = { project: 'sales', job_state: 'SUCCEED' }

async function notices(): Promise<readonly string[]> {
  const { events } = await store.events({})
  return events.flatMap(({ deliveries }) => deliveries.map(({ route }) => route.notice?.title ?? ''))
}

test('sound files are in force at once, with all that hangs on them', async () => {
  const outcome = await reloader.reload()
  expect(outcome).toMatchObject({ applied: true, ok: true, problems: [] })
  expect(outcome.hash).toBe(inForce?.rules.hash)
  expect(outcome.text).toBe('rules.yaml: in force\nteams/sales.yaml: in force\nteams/game.yaml: in force\n')
  expect(reloader.trouble()).toBeNull()
  expect(reloader.files()).toEqual(['rules.yaml', 'teams/sales.yaml', 'teams/game.yaml'])
  expect(await store.savedRules(outcome.hash ?? '')).toBe(inForce?.rules.source)
  expect(rulesMatching(SALES)).toEqual(['sales/Slow'])
  expect(await metrics.text()).toContain('herald_config_last_reload_successful 1\n')
})

test('a bad root file changes nothing, and says where', async () => {
  const { hash } = await reloader.reload()
  const before = inForce
  files = { ...someFiles('Other'), teams: {} }
  files.root = files.root.replace('send: ops', 'sned: ops')
  const outcome = await reloader.reload()
  expect(outcome).toMatchObject({ applied: false, ok: false, hash })
  expect(outcome.text).toContain('unknown key "sned"')
  expect(outcome.text).toContain(`Nothing was changed: rules ${hash} stay in force.`)
  expect(inForce).toBe(before)
  expect(reloader.trouble()).toMatch(/^rules\.yaml:7 unknown key "sned"/)
  expect(reloader.files()).toHaveLength(3)
  expect(await metrics.text()).toContain('herald_config_file_ok{file="rules.yaml"} 0')
  expect(await notices()).toEqual([])
})

test('a bad template changes nothing', async () => {
  await reloader.reload()
  const before = inForce
  files = someFiles('Other')
  files.templates['error'] = 'summary: "{{ job_id }"\n'
  expect(await reloader.reload()).toMatchObject({ applied: false })
  expect(inForce).toBe(before)
  expect(await metrics.text()).toContain('herald_config_file_ok{file="templates/error.yaml"} 0')
})

test('a root file whose test fails changes nothing', async () => {
  await reloader.reload()
  const before = inForce
  files.root += 'tests: [{ name: t, event: { job_state: ERROR }, expect: nothing }]\n'
  const outcome = await reloader.reload()
  expect(outcome).toMatchObject({ applied: false })
  expect(inForce).toBe(before)
})

test("a broken team's file keeps its last good version; all others take effect", async () => {
  await reloader.reload()
  files = someFiles('Other')
  files.teams['teams/sales.yaml'] = 'rules: [{ name: New, sned: ops }]\n'
  files.teams['teams/game.yaml'] = aTeamFile('game', 'Newer')
  const outcome = await reloader.reload()
  expect(outcome).toMatchObject({ applied: true, ok: false })
  expect(outcome.text).toContain('teams/sales.yaml: its last good version stays in force\n')
  expect(rulesMatching(SALES)).toEqual(['sales/Slow'])
  expect(rulesMatching({ project: 'game', job_state: 'SUCCEED' })).toEqual(['game/Newer'])
  expect(rulesMatching({ job_state: 'ERROR' })).toEqual(['Other'])
  const text = await metrics.text()
  expect(text).toContain('herald_config_last_reload_successful 0\n')
  expect(text).toContain('herald_config_file_ok{file="teams/sales.yaml"} 0\n')
  expect(text).toContain('herald_config_file_ok{file="rules.yaml"} 1\n')
  expect(reloader.trouble()).toContain('teams/sales.yaml:1')
})

test('the last good version holds over a restart, also where the file is gone', async () => {
  await reloader.reload()
  delete files.teams['teams/sales.yaml']
  const outcome = await create().reload()
  expect(outcome).toMatchObject({ applied: true, ok: false })
  expect(rulesMatching(SALES)).toEqual(['sales/Slow'])
  expect(await notices()).toEqual(['The rules of team "sales" have mistakes'])
  expect(await metrics.text()).toContain('herald_config_file_ok{file="teams/sales.yaml"} 0\n')
})

test('a team whose test fails is held back, by its last good version or wholly', async () => {
  files.teams['teams/game.yaml'] = aTeamFile('hr', 'Any')
  expect(await reloader.reload()).toMatchObject({ applied: true, ok: false })
  expect(rulesMatching({ project: 'game', job_state: 'SUCCEED' })).toEqual([])
  files.teams['teams/game.yaml'] = aTeamFile('game', 'Any')
  expect(await reloader.reload()).toMatchObject({ applied: true, ok: true })
  files.teams['teams/sales.yaml'] = aTeamFile('sales', 'Wrong', 'nothing')
  const outcome = await reloader.reload()
  expect(outcome.files.map(({ state }) => state)).toEqual(['ok', 'last good', 'ok'])
  expect(rulesMatching(SALES)).toEqual(['sales/Slow'])
  expect(outcome.problems).toHaveLength(1)
})

test('a team whose change makes a test of the root file fail is held back, and nobody else', async () => {
  files.root += 'tests: [{ name: r, event: { project: sales, job_state: SUCCEED }, expect: ops }]\n'
  expect(await reloader.reload()).toMatchObject({ applied: true, ok: true })
  files.teams['teams/sales.yaml'] =
    'channels: { own: "slack:#own" }\nrules: [{ name: New, send: [ops, own] }]\n'
  files.teams['teams/game.yaml'] = aTeamFile('game', 'Newer')
  const outcome = await reloader.reload()
  expect(outcome).toMatchObject({ applied: true, ok: false })
  expect(outcome.files.map(({ state }) => state)).toEqual(['ok', 'last good', 'ok'])
  expect(outcome.problems).toMatchObject([{ code: 'root-test-failed', file: 'teams/sales.yaml' }])
  expect(rulesMatching(SALES)).toEqual(['sales/Slow'])
  expect(rulesMatching({ project: 'game', job_state: 'SUCCEED' })).toEqual(['game/Newer'])
  expect(await notices()).toEqual(['The rules of team "sales" have mistakes'])
  expect(await metrics.text()).toContain('herald_config_file_ok{file="rules.yaml"} 1\n')
})

test('a test of the root file that fails without the changes of teams too holds all of it back', async () => {
  await reloader.reload()
  files.root += 'tests: [{ name: r, event: { project: sales, job_state: SUCCEED }, expect: nothing }]\n'
  files.teams['teams/sales.yaml'] = aTeamFile('sales', 'Newer')
  expect(await reloader.reload()).toMatchObject({ applied: false })
  expect(rulesMatching(SALES)).toEqual(['sales/Slow'])
})

test('the contact is told once of a broken version, over restarts and by one of all replicas', async () => {
  await reloader.reload()
  files.teams['teams/sales.yaml'] = 'rules: ['
  await Promise.all([reloader.reload(), create().reload()])
  await reloader.reload()
  await create().reload()
  expect(await notices()).toEqual(['The rules of team "sales" have mistakes'])
  files.teams['teams/sales.yaml'] = 'rules: [{}'
  await reloader.reload()
  expect(await notices()).toHaveLength(2)
  files.teams['teams/sales.yaml'] = aTeamFile('sales', 'Mended')
  expect(await reloader.reload()).toMatchObject({ ok: true })
  expect(await store.teamFiles()).toMatchObject([{ team: 'game' }, { team: 'sales', told: null }])
  expect(reloader.trouble()).toBeNull()
})

test('the notice names the file and shows the mistake', async () => {
  await reloader.reload()
  files.root = `language: zh\n${files.root}`
  files.teams['teams/sales.yaml'] = 'rules: [{ name: New, sned: ops }]\n'
  await reloader.reload()
  const [event] = (await store.events({})).events
  const notice = event?.deliveries[0]?.route.notice
  expect(event?.deliveries[0]).toMatchObject({ channel: 'ops', state: 'waiting' })
  expect(notice?.title).toBe('团队“sales”的规则有错误')
  expect(notice?.body).toContain('teams/sales.yaml')
  expect(notice?.code).toContain('^^^^')
})

test('what was asked for while it ran is one further run', async () => {
  let reads = 0
  const begun = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  const waiting = createReloader({
    read: async (lastGood) => {
      reads += 1
      begun.resolve()
      await go.promise
      return readingOf(files, lastGood)
    },
    test: () => [],
    apply: (looks) => void (inForce = looks),
    store,
    metrics,
    log: SILENT,
    clock: systemClock,
    random: Math.random,
    dryRun: false,
  })
  const first = waiting.reload()
  await begun.promise
  const later = [waiting.reload(), waiting.reload(), waiting.reload()]
  go.resolve()
  const outcomes = await Promise.all([first, ...later])
  expect(reads).toBe(2)
  expect(new Set(outcomes.slice(1)).size).toBe(1)
  await waiting.reload()
  expect(reads).toBe(3)
})

const away = (): Promise<never> => Promise.reject(new StoreUnavailable('disk full'))

test('while the store is away rules are reloaded all the same', async () => {
  await reloader.reload()
  const lonely = create({ teamFiles: away, keepTeamFile: away, saveRules: away, accept: away })
  files.teams['teams/sales.yaml'] = aTeamFile('sales', 'New')
  expect(await lonely.reload()).toMatchObject({ applied: true, ok: true })
  files.teams['teams/sales.yaml'] = 'rules: ['
  expect(await lonely.reload()).toMatchObject({ applied: true, ok: false })
  expect(rulesMatching(SALES)).toEqual(['sales/New'])
})
