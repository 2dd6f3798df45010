import type { Connection, Sent } from './connection.ts'
import { meaningOf } from './errors.ts'
import { StoreUnavailable } from '../store.ts'

/** The answer to a commit was lost: it may have been done, so nothing of it is begun anew. */
class InDoubt extends StoreUnavailable {}

export interface BatchOptions {
  /** Every statement is waited for: a pooler may not bear several under way. */
  readonly waits: boolean
  /** How long the server may say nothing, ms; the connection's own limit when absent, 0: for ever. */
  readonly silenceMs: number | undefined
}

/** The statements of one transaction. */
export interface Batch {
  /** @param silent it returns nothing and is not waited for: where it fails, so does what comes after it */
  readonly query: (sent: Sent, silent: boolean) => Promise<readonly Record<string, unknown>[]>
  /** @throws what the first statement that failed threw */
  readonly commit: () => Promise<void>
}

/**
 * Sends statements without waiting for those that return nothing: of twelve round trips that a callback takes with its
 * claim, five stay.
 */
export function batchOn(connection: Connection, { waits, silenceMs }: BatchOptions): Batch {
  let first: { readonly error: unknown } | null = null
  let underWay: Promise<void>[] = []

  async function noted(sent: Sent): Promise<readonly Record<string, unknown>[]> {
    try {
      return await connection.query(sent, silenceMs)
    } catch (error) {
      // What follows a failure fails because of it.
      first ??= { error }
      throw first.error
    }
  }

  return {
    query(sent, silent) {
      if (waits || !silent) return noted(sent)
      underWay.push(
        noted(sent).then(
          () => undefined,
          () => undefined,
        ),
      )
      return Promise.resolve([])
    },
    async commit() {
      const answer = connection.query({ text: 'COMMIT' }, silenceMs)
      const [[committed]] = await Promise.all([Promise.allSettled([answer]), ...underWay])
      underWay = []
      const lost = committed.status === 'rejected' && meaningOf(committed.reason).lost
      // Whatever else failed with the connection: the commit was on its way.
      if (first !== null && !(lost && meaningOf(first.error).lost)) throw first.error
      if (committed.status === 'fulfilled') return
      const { error } = meaningOf(committed.reason)
      if (!lost) throw committed.reason
      connection.drop()
      throw new InDoubt('the connection was lost before the database confirmed', { cause: error })
    },
  }
}
