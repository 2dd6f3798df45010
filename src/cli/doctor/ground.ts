import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { ask, NotAnswered } from '../../platforms/survey/ask.ts'
import type { Settings } from '../../settings.ts'
import { StoreRefused } from '../../store/core/engine.ts'
import { openSqlite } from '../../store/sqlite/sqlite.ts'
import { StoreUnavailable } from '../../store/store.ts'
import { type Check, type Finding, fine, note, problem } from './finding.ts'
import { serverFindings } from './ground-postgres.ts'

/** Whether the bridge can listen, or does already. @param address of the bridge, without a path */
export function portCheck({ host, port, socketFd }: Settings, address: URL): Check {
  const about = `port ${port}`
  return {
    about,
    async look() {
      if (socketFd !== null) return [fine(about, 'a socket was handed over by systemd')]
      const ready = await readiness(address)
      if (ready === 'ready') return [fine(about, 'a Herald runs there, and is ready')]
      if (ready !== null)
        return [problem(about, `a Herald runs there, and says: ${ready}`, 'Look at its log.')]
      const code = await listening(host, port)
      if (code === null) return [fine(about, `free on ${host}: no bridge runs there now`)]
      const help = 'Choose another address by HOST and PORT, or stop what listens there.'
      return [problem(about, `cannot be listened on at ${host}: ${code}`, help)]
    },
  }
}

/** What a bridge says of itself; null where none runs. */
async function readiness(address: URL): Promise<string | null> {
  try {
    const { status } = await ask({ url: new URL('/healthz', address) })
    if (status !== 200) return null
    const ready = await fetch(new URL('/readyz', address), {
      signal: AbortSignal.timeout(5_000),
      redirect: 'error',
    })
    const text = (await ready.text()).slice(0, 200).trim()
    return /^(?:not )?ready\b/.test(text) ? text : null
  } catch (error) {
    if (
      error instanceof NotAnswered ||
      (error instanceof Error && /^(?:TypeError|TimeoutError)$/.test(error.name))
    )
      return null
    throw error
  }
}

function listening(host: string, port: number): Promise<string | null> {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.name))
    server.listen({ host, port, exclusive: true }, () => server.close(() => done(null)))
  })
}

/** Commits are measured so often. */
const COMMITS = 11
/** A callback is answered after one commit; Kylin's job thread waits for it, ms. */
const SLOW_MS = 50
const TOO_SLOW_MS = 500
const GIB = 2 ** 30
const LITTLE_ROOM = 5 * GIB
const NO_ROOM = GIB / 4

/** Whether the place of the database is durable, has room, and is quick; the database itself is not touched. */
export function storeCheck({ database }: Settings): Check {
  const about = 'store'
  return {
    about,
    async look() {
      if (database === null) return [note(about, 'a temporary one: nothing is kept')]
      if (database.kind === 'postgres') return serverFindings(about, database)
      const folder = nearestFolder(dirname(resolve(database.file)))
      return [roomFinding(about, folder), ...(await writeFindings(about, folder, database.file))]
    },
  }
}

/** The one that is there, or into which it would be made. */
function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(dirname(folder))
}

function roomFinding(about: string, folder: string): Finding {
  const { bavail, bsize } = statfsSync(folder)
  const room = bavail * bsize
  const text = `${(room / GIB).toFixed(1)} GiB are free in ${folder}`
  if (room < NO_ROOM)
    return problem(about, text, 'Make room: with a full disk every callback is answered 503.')
  return room < LITTLE_ROOM
    ? note(about, text, 'Callbacks of 30 days with their stack traces may need more.')
    : fine(about, text)
}

async function writeFindings(about: string, folder: string, database: string): Promise<Finding[]> {
  let probe: string | null = null
  try {
    probe = mkdtempSync(join(folder, '.herald-doctor-'))
    const ms = await commitMs(join(probe, 'probe.db'))
    const text = `commits durably beside ${database} in ${ms.toFixed(1)} ms`
    const help = 'Use a local disk: no network file system, no shared burst volume.'
    if (ms > TOO_SLOW_MS) return [problem(about, text, help)]
    return [ms > SLOW_MS ? note(about, text, help) : fine(about, text)]
  } catch (error) {
    if (error instanceof StoreRefused) return [problem(about, error.message, error.problem.help)]
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === '' && !(error instanceof StoreUnavailable)) throw error
    return [
      problem(
        about,
        `cannot be written in ${folder}: ${code || (error as Error).message}`,
        'Let the user of the bridge write there.',
      ),
    ]
  } finally {
    if (probe !== null) rmSync(probe, { recursive: true, force: true })
  }
}

/** The median of some commits, ms; opening it checks what the bridge checks at its start. */
async function commitMs(file: string): Promise<number> {
  const engine = openSqlite({ file })
  try {
    await engine.transaction((query) =>
      query('CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)'),
    )
    const times: number[] = []
    for (let n = 0; n < COMMITS; n += 1) {
      const start = performance.now()
      await engine.transaction((query) =>
        query('INSERT INTO meta VALUES (?1, ?2)', `row ${n}`, 'x'.repeat(4_000)),
      )
      times.push(performance.now() - start)
    }
    return times.toSorted((a, b) => a - b)[Math.floor(COMMITS / 2)] ?? 0
  } finally {
    await engine.close()
  }
}
