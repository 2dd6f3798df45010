import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { aBridge, type ABridge, AUTHORIZATION } from '../a-bridge.ts'
import { tally, together } from '../together.ts'
import { type Row, verdict } from '../row.ts'
import { ask, requestBytes } from '../wire.ts'
import { contentOf, type Start } from './starts.ts'
import type { Mounted } from './mounted.ts'
import { RULES } from './trial.ts'

const JOBS = 40

/** Starts on a spoiled database, which is to be refused and left alone; then mends it and counts what is there. */
export async function started(start: Start): Promise<Row> {
  const done = `start on a database: ${start.name}`
  const disk = start.disk?.()
  if (typeof disk === 'string') return { done, counts: disk, verdict: 'skipped' }
  const bridge = await aBridge(RULES, disk === undefined ? undefined : join(disk.path, 'herald.db'))
  try {
    return { done, ...(await tried(start, bridge, disk)) }
  } finally {
    await bridge.end()
    disk?.unmount()
  }
}

async function tried(start: Start, bridge: ABridge, disk: Mounted | undefined): Promise<Omit<Row, 'done'>> {
  const first = await bridge.serve()
  const statuses = await together(JOBS, (n) => post(first.url, n))
  await bridge.slack.waitFor(JOBS)
  await first.kill('SIGTERM')
  const backup = join(bridge.folder, 'backup')
  copyFileSync(bridge.database, backup)

  const mend = start.spoil(bridge, disk) ?? (() => restore(bridge, backup))
  const before = contentOf(bridge)
  const { nodeFlags = [] } = start
  const said = await bridge.serve({ nodeFlags }).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  if (start.refusal === null) {
    const there = storedIn(bridge)
    const counts = `${said === null ? 'started' : said}, ${there} of ${JOBS} events are there`
    return { counts, verdict: verdict(said === null && there === JOBS) }
  }
  const untouched = contentOf(bridge) === before
  mend()
  const again = await bridge.serve()
  const there = storedIn(bridge)
  statuses.push(await post(again.url, JOBS))
  const refused = said !== null && said.startsWith('herald ended with 1:') && start.refusal.test(said)
  return {
    counts: `${refused ? 'refused with what to do' : (said ?? 'it started')}, ${untouched ? 'nothing changed' : 'files changed'}; mended: ${there} of ${JOBS} events are there; ${tally(statuses)}`,
    verdict: verdict(refused && untouched && there === JOBS && statuses.every((status) => status === 200)),
  }
}

function restore({ database }: ABridge, backup: string): void {
  for (const more of ['-wal', '-shm']) rmSync(`${database}${more}`, { force: true })
  copyFileSync(backup, database)
}

function post(url: string, n: number): Promise<number> {
  const job = {
    job_id: `start-${n}`,
    project: 'p',
    job_state: 'ERROR',
    job_type: 'X',
    tag: 'x'.repeat(3_000),
  }
  return ask(url, requestBytes({ body: JSON.stringify(job), authorization: AUTHORIZATION }))
}

function storedIn({ database }: ABridge): number {
  const db = new DatabaseSync(database, { readOnly: true })
  const found = db.prepare('SELECT count(*) AS n FROM event').get()?.['n']
  db.close()
  return Number(found)
}
