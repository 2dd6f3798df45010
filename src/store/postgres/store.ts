import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import { StoreRefused } from '../core/engine.ts'
import { openLocalStore } from '../core/local-store.ts'
import type { Address } from './connection.ts'
import { refusalOf } from './errors.ts'
import { openPostgres, type PostgresEngine, type PostgresOptions } from './postgres.ts'
import { openSession, type Session } from './session.ts'
import { type Store, StoreUnavailable } from '../store.ts'

export interface PostgresStoreOptions {
  readonly address: () => Address
  /** How the database is called in messages: its address without a password. */
  readonly name: string
  /** This process, by a name that it keeps over restarts and that no other replica has. */
  readonly owner: string
  /** Another replica has made something due. */
  readonly onWake: () => void
  readonly onFatal: (error: Error) => void
  readonly log: Pick<Log, 'info' | 'warn'>
  /** How long a database that is not there yet is waited for, ms. */
  readonly waitMs?: number
  /** SQL of the database time in ms, where it is not to be the server's. */
  readonly now?: string
}

/** A database and its users often start together. */
const WAIT_MS = 10_000
const AGAIN_MS = 250

/**
 * Opens the store that several replicas share. Its I/O waits for nobody, so it works in this thread.
 * @throws StoreRefused when the database cannot be used as it is, StoreUnavailable when it cannot be reached
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { address, name, log, now, onFatal, waitMs = WAIT_MS } = options
  const link = { address, name, pooled: saysPooler(address().url) }
  const engine = await waited(waitMs, () => openPostgres({ ...link, log, now }))
  let session: Session | null = null
  try {
    session = await sessionOf(engine, link, options)
    const owner = session === null ? `${options.owner} ${randomBytes(4).toString('hex')}` : options.owner
    // Others write meanwhile, and one of them may be in the way of what it takes back.
    const store = await waited(waitMs, () =>
      openLocalStore({ engine, owner, clock: systemClock, onFatal, name }),
    )
    return {
      ...store,
      async close() {
        await store.close()
        await session?.close()
      },
    }
  } catch (error) {
    await session?.close()
    await engine.close()
    throw refusalOf(error, name) ?? error
  }
}

async function sessionOf(
  engine: PostgresEngine,
  link: Pick<PostgresOptions, 'address' | 'name' | 'pooled'>,
  { owner, onWake, log }: PostgresStoreOptions,
): Promise<Session | null> {
  if (engine.pooled) {
    // Under a name that nobody guards a replica would free what a living one of the same name sends.
    log.warn(
      'a pooler such as PgBouncer stands before the database: replicas look for work once a second, and what one held is free when its lease ends',
      { leaseSeconds: 15 },
    )
    return null
  }
  return openSession({
    ...link,
    replica: owner,
    log,
    onWake: (processId) => void (processId !== engine.processId() && onWake()),
  })
}

/** Our own word in the address; the driver does not know it. */
function saysPooler(url: string): boolean {
  return new URL(url).searchParams.get('pgbouncer') === 'true'
}

async function waited<T>(waitMs: number, open: () => Promise<T>): Promise<T> {
  const until = performance.now() + waitMs
  for (;;) {
    try {
      return await open()
    } catch (error) {
      if (error instanceof StoreRefused || !(error instanceof StoreUnavailable)) throw error
      if (performance.now() >= until) throw error
      await sleep(AGAIN_MS)
    }
  }
}
