import type { Clock } from '../clock.ts'
import type { Store } from '../store/store.ts'
import { inTime } from './in-time.ts'

type Backlog = Awaited<ReturnType<Store['backlog']>>

export interface BacklogReaderOptions {
  readonly store: Pick<Store, 'backlog'>
  readonly clock: Pick<Clock, 'elapsed'>
  /** How long a read may take, ms. Prometheus gives up after 10 s. */
  readonly mostMs?: number
}

const MOST_MS = 1_000
/** An answer is used again for so many times as long as it took: reads cost the store at most a twentieth of its time. */
const USED_AGAIN = 20

/**
 * Reads what waits; null where the store fails or does not answer in time. One read at a time, however many ask. A
 * million deliveries that wait take the store 0.3 s.
 */
export function backlogReader({
  store,
  clock,
  mostMs = MOST_MS,
}: BacklogReaderOptions): () => Promise<Backlog | null> {
  let asked: Promise<Backlog> | null = null
  let last: { readonly backlog: Backlog; readonly until: number } | null = null

  async function read(): Promise<Backlog> {
    const startedAt = clock.elapsed()
    try {
      const backlog = await store.backlog()
      const endedAt = clock.elapsed()
      last = { backlog, until: endedAt + (endedAt - startedAt) * USED_AGAIN }
      return backlog
    } finally {
      asked = null
    }
  }

  return async () => {
    if (last !== null && clock.elapsed() < last.until) return last.backlog
    asked ??= read()
    return inTime(mostMs, asked, null).catch(() => null)
  }
}
