import type { Log } from '../../log.ts'
import type { Engine, Query, Tokens } from '../core/engine.ts'
import { batchOn } from './batch.ts'
import { meaningOf } from './errors.ts'
import { keepLink, type Link, type LinkOptions, openLink } from './link.ts'
import { checkOwn } from './own.ts'
import { sessionSettings } from './settings.ts'
import { TOKENS, translator } from './sql.ts'

/** So long a transaction is begun anew after a lost connection, ms; a callback is answered 503 after 2.5 s. */
const BEGUN_WITHIN_MS = 2_000
/** So often it is begun anew where another replica was in the way. */
const MOST_TRIES = 5

export interface PostgresOptions extends LinkOptions {
  readonly log: Pick<Log, 'info' | 'warn'>
  /** SQL of the database time in ms, where it is not to be the server's. */
  readonly now?: string | undefined
}

/** The engine over PostgreSQL. */
export interface PostgresEngine extends Engine {
  readonly pooled: boolean
  /** The session that commits: its own notifications are no news. */
  readonly processId: () => number
}

/**
 * Connects and checks: one connection, on which one transaction runs at a time.
 * @throws StoreRefused when the database cannot be used as it is, StoreUnavailable when it cannot be reached
 */
export async function openPostgres(options: PostgresOptions): Promise<PostgresEngine> {
  const first = await openLink(options)
  try {
    await checkOwn(first, options.name)
  } catch (error) {
    first.drop()
    throw meaningOf(error).error
  }
  if (first.facts.full_page_writes === 'off') {
    options.log.warn(
      'full_page_writes is off: only a file system that never tears a page survives a power cut so',
    )
  }
  return engineOver(first, options)
}

function engineOver(first: Link, options: PostgresOptions): PostgresEngine {
  const keeper = keepLink(first, options, options.log)
  const tokens: Tokens = { ...TOKENS, now: options.now ?? TOKENS.now }
  const translated = translator()
  let current = first
  let pooled = first.pooled

  async function once<T>(link: Link, work: (query: Query) => Promise<T>, long: boolean): Promise<T> {
    const prepared = !pooled
    const batch = batchOn(link, { waits: pooled, silenceMs: long ? 0 : undefined })
    const query = (async (sql, ...values) => {
      const { name, text, silent, values: holdable } = translated(sql)
      const sent = { text, values: holdable(values) }
      return batch.query(prepared ? { ...sent, name } : sent, silent)
    }) as Query
    await batch.query({ text: beginning(link, pooled, long) }, true)
    const result = await work(query)
    await batch.commit()
    return result
  }

  return {
    tokens,
    clock: 'server',
    pooled,
    processId: () => current.processId,
    async transaction(work, patience) {
      const until = performance.now() + BEGUN_WITHIN_MS
      for (let tries = 1; ; tries += 1) {
        current = await keeper.link(until)
        try {
          return await once(current, work, patience === 'long')
        } catch (error) {
          const { error: meant, again, lost, pooled: found } = meaningOf(error)
          if (found && !pooled) {
            pooled = true
            options.log.warn('a pooler stands before the database: statements are not prepared any more')
          }
          if (lost) current.drop()
          else await rollback(current)
          const isLate = performance.now() >= until || tries >= MOST_TRIES
          if (!again || isLate) throw meant
        }
      }
    },
    close: keeper.close,
  }
}

async function rollback(link: Link): Promise<void> {
  if (link.isLost()) return
  try {
    await link.query({ text: 'ROLLBACK' })
  } catch {
    link.drop()
  }
}

/** Behind a pooler a session's settings may be another's: each transaction brings its own. */
function beginning({ facts }: Link, pooled: boolean, long: boolean): string {
  const settings = pooled ? sessionSettings(facts).filter(([key]) => !key.startsWith('default_')) : []
  const patience = long
    ? ([
        ['statement_timeout', '0'],
        ['lock_timeout', '0'],
      ] as const)
    : []
  return ['BEGIN', ...[...settings, ...patience].map(([key, value]) => `SET LOCAL ${key} = ${value}`)].join(
    '; ',
  )
}
