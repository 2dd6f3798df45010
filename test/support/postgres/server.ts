import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Binaries, findBinaries } from './binaries.ts'
import { freePort } from '../free-port.ts'

/** A real PostgreSQL on a loopback port with a data directory of its own. */
export interface PostgresServer {
  /** The address of its database `postgres`, as the superuser. */
  readonly url: string
  readonly port: number
  /** Ends it at once, as a crash of its machine would end it, and starts it again on the same data. */
  readonly restart: () => Promise<void>
  /** Ends it and takes its data away. */
  readonly stop: () => Promise<void>
}

const START_MS = 20_000

export interface ServerOptions {
  readonly settings?: readonly string[]
  /** Its data lies in memory where there is room, so that nobody waits for a disk. */
  readonly inMemory?: boolean
}

/** Starts a server; resolves to why it cannot be done where there is none for this machine. */
export async function startPostgres({ settings = [], inMemory = false }: ServerOptions = {}): Promise<
  PostgresServer | string
> {
  const binaries = findBinaries()
  if (typeof binaries === 'string') return binaries
  const folder = mkdtempSync(join(inMemory ? memory() : tmpdir(), 'herald-postgres-'))
  const data = join(folder, 'data')
  if (binaries.user !== null) chownSync(folder, binaries.user.uid, binaries.user.gid)
  const made = run(binaries, [...INITDB, '-D', data])
  if (made !== '') return `initdb failed: ${made}`
  const port = await freePort()
  let child = launch(binaries, data, port, settings)
  // A run that is cut short leaves no server behind.
  const onExit = (): void => void child.kill('SIGQUIT')
  process.once('exit', onExit)
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
  await isUp(child)
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    port,
    async restart() {
      await end('SIGQUIT')
      child = launch(binaries, data, port, settings)
      await isUp(child)
    },
    async stop() {
      process.off('exit', onExit)
      // Nobody needs what it would write at a proper end.
      await end('SIGQUIT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Trust on a loopback port for the length of a test run; nothing is synced while it is made. */
const INITDB = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N', '--no-instructions']

const IN_MEMORY = '/dev/shm'
const ROOM = 1_500_000_000

function memory(): string {
  if (process.platform !== 'linux' || !existsSync(IN_MEMORY)) return tmpdir()
  const { bavail, bsize } = statfsSync(IN_MEMORY)
  return bavail * bsize > ROOM ? IN_MEMORY : tmpdir()
}

function run({ initdb, user }: Binaries, args: readonly string[]): string {
  const result = spawnSync(initdb, args, { ...user, cwd: tmpdir(), env: ENV, encoding: 'utf8' })
  return result.status === 0 ? '' : (result.error?.message ?? result.stderr)
}

const ENV = { PATH: process.env['PATH'], LC_ALL: 'C' }

function launch(
  { postgres, user }: Binaries,
  data: string,
  port: number,
  settings: readonly string[],
): ChildProcess {
  const all = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'shared_buffers=64MB',
    ...settings,
  ]
  const args = ['-D', data, '-p', String(port), ...all.flatMap((setting) => ['-c', setting])]
  return spawn(postgres, args, { ...user, cwd: tmpdir(), env: ENV, stdio: ['ignore', 'ignore', 'pipe'] })
}

/** Resolves once it takes connections. */
async function isUp(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let log = ''
  const timer = setTimeout(() => reject(new Error(`PostgreSQL does not start:\n${log}`)), START_MS)
  child.once('error', reject)
  child.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}:\n${log}`)))
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    log = (log + chunk).slice(-4_000)
    if (log.includes('ready to accept connections')) resolve()
  })
  await promise.finally(() => clearTimeout(timer))
}
