import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../log.ts'
import { StoreRefused } from '../core/engine.ts'
import { type Address, connect, type Connection } from './connection.ts'
import { meaningOf, refusalOf } from './errors.ts'
import { checkFacts, KEEP_ALIVE, readFacts, type ServerFacts, sessionSettings } from './settings.ts'
import { StoreUnavailable } from '../store.ts'

/** Waits between two tries to connect, ms. */
const FIRST_WAIT_MS = 50
const LONGEST_WAIT_MS = 1_000

/** A connection that was checked and is set up. */
export interface Link extends Connection {
  readonly facts: ServerFacts
  /** A pooler may give each transaction another session: nothing that belongs to one can be relied on. */
  readonly pooled: boolean
}

export interface LinkOptions {
  readonly address: () => Address
  /** How the database is called in messages. */
  readonly name: string
  /** Someone said that there is a pooler. */
  readonly pooled: boolean
}

/**
 * Opens a connection, checks the server and sets the session up.
 * @throws StoreRefused where a person has to mend something, else StoreUnavailable
 */
export async function openLink({ address, name, pooled: said }: LinkOptions): Promise<Link> {
  let connection: Connection | null = null
  try {
    connection = await connect(address())
    const facts = await readFacts(connection)
    checkFacts(facts, name)
    // A pooler says another process than the one that answers.
    const pooled = said || facts.pid !== connection.processId
    if (!pooled) {
      const all = [...sessionSettings(facts), ...KEEP_ALIVE]
      await connection.query({ text: all.map(([key, value]) => `SET ${key} = ${value}`).join('; ') })
    }
    return { ...connection, facts, pooled }
  } catch (error) {
    connection?.drop()
    throw refusalOf(error, name) ?? meaningOf(error).error
  }
}

/** The one connection of the commit loop, made again whenever it is lost. */
export interface Keeper {
  /** @param untilMs monotonic. @throws StoreUnavailable when there is none by then */
  readonly link: (untilMs: number) => Promise<Link>
  readonly close: () => Promise<void>
}

/** Keeps the link that it is given, and each that follows it. */
export function keepLink(first: Link, options: LinkOptions, log: Pick<Log, 'info' | 'warn'>): Keeper {
  let link = first
  let opening: Promise<Link> | null = null
  let failures = 0
  let notBefore = 0
  let closed = false

  async function open(): Promise<Link> {
    try {
      const opened = await openLink(options)
      if (closed) opened.drop()
      log.info('database connection is back')
      failures = 0
      link = opened
      return opened
    } catch (error) {
      if (failures === 0) log.warn('database cannot be reached', { err: error })
      failures += 1
      notBefore = performance.now() + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures)
      // While we run a person may mend it, and nothing is lost.
      throw error instanceof StoreRefused ? new StoreUnavailable(error.message, { cause: error }) : error
    }
  }

  async function tried(): Promise<Link> {
    await sleep(Math.max(0, notBefore - performance.now()))
    return open()
  }

  return {
    async link(untilMs) {
      for (;;) {
        if (!link.isLost()) return link
        // Shared, and going on where one who waited for it gave up.
        opening ??= tried().finally(() => (opening = null))
        try {
          return await before(untilMs, opening)
        } catch (error) {
          if (!(error instanceof StoreUnavailable) || performance.now() >= untilMs) throw error
        }
      }
    },
    async close() {
      closed = true
      await opening?.catch(() => {})
      await link.close()
    },
  }
}

async function before<T>(untilMs: number, work: Promise<T>): Promise<T> {
  const late = new AbortController()
  const timeout = sleep(Math.max(0, untilMs - performance.now()), undefined, { signal: late.signal }).then(
    () => {
      throw new StoreUnavailable('the database cannot be reached')
    },
  )
  try {
    return await Promise.race([work, timeout])
  } finally {
    late.abort()
    // Whichever lost may still fail, and nobody waits for it.
    timeout.catch(() => {})
    work.catch(() => {})
  }
}
