import { copyFileSync, existsSync, linkSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { expect, test } from 'vitest'
import { addBackup } from '../../src/cli/backup.ts'
import { aCommandContext } from '../cli/a-command-context.ts'
import { SLACK_TOKEN } from '../support/stand-in-slack.ts'
import { until } from '../support/until.ts'
import { aCallback, aSetting, postCallback } from './setting.ts'

const RULES = `version: 1
channels: { sales: { to: "slack:#sales", pace: none } }
rules: [{ name: all, send: sales }]
unmatched: drop
`
const ALL = 60

async function command(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const kept = aCommandContext(env)
  const program = new Command().exitOverride()
  addBackup(program, kept.context)
  await program.parseAsync(['backup', ...words], { from: 'user' })
  return { code: kept.code(), stdout: kept.out(), stderr: kept.err() }
}

/** Posts callbacks one after the other and tells which were confirmed. */
async function flood(url: string, confirmed: string[]): Promise<void> {
  for (let n = 0; n < ALL; n += 1) {
    const job = `flood-${String(n).padStart(2, '0')}`
    const { status } = await postCallback(url, aCallback({ job_id: job, msg: job }))
    if (status === 200) confirmed.push(job)
    await sleep(2)
  }
}

test('a backup never takes the place of its own database, by whatever name', async () => {
  const setting = await aSetting(RULES)
  const database = join(setting.folder, 'herald.db')
  const herald = await setting.serve()
  symlinkSync(database, join(setting.folder, 'link.db'))
  linkSync(database, join(setting.folder, 'same.db'))
  symlinkSync(setting.folder, join(setting.folder, 'folder'))
  for (const name of [
    'herald.db',
    'herald.db-wal',
    'herald.db.lock',
    'link.db',
    'same.db',
    'folder/herald.db-shm',
  ]) {
    for (const force of [[], ['--force']]) {
      const made = await command([join(setting.folder, name), '--database', `sqlite:${database}`, ...force])
      expect(made).toMatchObject({ code: 1, stderr: expect.stringContaining('the database itself') })
    }
  }
  expect((await postCallback(herald.url, aCallback({ job_id: 'j1' }))).status).toBe(200)
})

test('a bridge that is killed goes on from a backup: what was confirmed before it is there, what waited is sent once', async () => {
  const tokens = new Set<string>()
  const setting = await aSetting(RULES, { slack: { tokens } })
  const { slack, folder } = setting
  const database = join(folder, 'herald.db')
  const copy = join(folder, 'copy.db')
  const backup = (...more: string[]) => command([copy, '--database', `sqlite:${database}`, ...more])
  const first = await setting.serve()
  const confirmed: string[] = []
  const flooding = flood(first.url, confirmed)
  await until(() => Promise.resolve(confirmed.length >= 10))
  const before = [...confirmed]
  const made = await backup('--json')
  expect(made).toMatchObject({ code: 0, stderr: '' })
  const { events, bytes } = JSON.parse(made.stdout) as { events: number; bytes: number }
  expect(events).toBeGreaterThanOrEqual(before.length)
  expect(statSync(copy)).toMatchObject({ size: bytes })
  expect(statSync(copy).mode % 0o1000).toBe(0o600)
  await flooding
  expect(confirmed).toHaveLength(ALL)

  const again = await backup()
  expect(again.code).toBe(1)
  expect(again.stderr).toContain('--force')

  await first.kill('SIGKILL')
  for (const end of ['', '-wal', '-shm']) rmSync(`${database}${end}`, { force: true })
  copyFileSync(copy, database)
  tokens.add(SLACK_TOKEN)
  const second = await setting.serve()
  await until(async () => {
    const answer = await fetch(`${second.url}/api/deliveries?state=waiting`)
    return ((await answer.json()) as { deliveries: [] }).deliveries.length === 0
  })
  const told = (job: string): number =>
    slack.posts.filter(({ payload }) => JSON.stringify(payload).includes(job)).length
  expect(before.filter((job) => told(job) !== 1)).toEqual([])

  // Ids of the lost time are not given again: to Discord they would be the same messages.
  await postCallback(second.url, aCallback({ job_id: 'job of later' }))
  const answer = await fetch(`${second.url}/api/events?job_id=job%20of%20later`)
  const later = (await answer.json()) as { events: { deliveries: { id: string }[] }[] }
  expect(Number(later.events[0]?.deliveries[0]?.id.split('-')[1])).toBeGreaterThan(1_000_000)

  // Also of a bridge that does not run, over one that is there.
  await second.kill('SIGTERM')
  const forced = await backup('--force')
  expect(forced.code).toBe(0)
  expect(forced.stdout).toMatch(/^.*copy\.db: [\d,]+ bytes, [\d,]+ events, 0 waiting\n$/)
  expect(readdirSync(folder).filter((name) => name.includes('part'))).toEqual([])
})

test('a backup that cannot be made says why, leaves nothing, and prints no password', async () => {
  const { folder } = await aSetting(RULES)
  const copy = join(folder, 'copy.db')
  const none = await command([copy, '--database', `sqlite:${join(folder, 'none.db')}`])
  expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no database') })
  const foreign = await command([copy, '--database', `sqlite:${join(folder, 'rules.yaml')}`])
  expect(foreign).toMatchObject({ code: 1, stderr: expect.stringContaining('not a database') })
  expect(existsSync(copy)).toBe(false)
  expect(readdirSync(folder)).toEqual(['rules.yaml'])
  const postgres = await command(["it's.dump"], { DATABASE_URL: 'postgres://herald:hunter2@db/herald' })
  expect(postgres.code).toBe(2)
  expect(postgres.stderr).toContain(String.raw`pg_dump --format=custom --file='it'\''s.dump' "$DATABASE_URL"`)
  expect(postgres.stdout + postgres.stderr).not.toContain('hunter2')
})
