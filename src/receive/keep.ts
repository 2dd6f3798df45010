import type { Log } from '../log.ts'
import type { Body } from './body.ts'
import { parseCallback, type Parsed } from './callback.ts'
import type { JobEvent } from './event.ts'
import { type Quarantined, quarantinedBody } from './quarantine.ts'
import type { Parent } from './traceparent.ts'

/** Where callbacks are kept. */
export interface Keeping {
  /** Resolves once the event is on disk. Any rejection is answered with 503, and Kylin tries again in 5 s. */
  readonly accept: (accepted: {
    readonly event: JobEvent
    /** SHA-256 of the callback's bytes, hex. */
    readonly hash: string
    /** For the log. */
    readonly parent: Parent
    /** The delivery that passed it on, as its sender says; null for Kylin's own. */
    readonly forwarded: string | null
  }) => Promise<'stored' | 'repeat'>
  readonly quarantine: (quarantined: Quarantined) => Promise<void>
}

/** Where a callback came from, and by which id it becomes an event. */
export interface Sender {
  readonly cluster: string
  readonly id: string
  /** ms since the epoch. */
  readonly receivedAt: number
  readonly parent: Parent
  readonly forwarded: string | null
}

type Keep = (
  body: Body,
  sender: Sender,
  isLate?: () => boolean,
) => Promise<'stored' | 'repeat' | 'quarantined' | 'too-late'>

/** Makes an event or an unusable body of a callback: parses at once; the promise is the store's. */
export function keeper({ accept, quarantine }: Keeping, warn: Log['warn'], fail: Log['error']): Keep {
  return (body, sender, isLate = () => false) => {
    try {
      // Its sender was told to try again; to parse it now would only hold up the others.
      if (isLate()) return Promise.resolve('too-late')
      const { cluster, receivedAt, parent, forwarded } = sender
      const parsed = parsedOrNot(body, sender, fail)
      if ('event' in parsed) return accept({ event: parsed.event, hash: body.hash, parent, forwarded })
      const problems = parsed.problems.map(({ message, help }) =>
        help === undefined ? message : `${message}. ${help}`,
      )
      warn('callback quarantined', { cluster, problems, bytes: body.size, ...parent })
      const kept = quarantinedBody(body.bytes)
      return quarantine({ cluster, receivedAt, problems, body: kept, bytes: body.size }).then(
        () => 'quarantined',
      )
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error('not an error', { cause: error }))
    } finally {
      body.free()
    }
  }
}

/** A bug of ours must not lose the callback: it is kept in quarantine. */
function parsedOrNot(body: Body, { id, cluster, receivedAt, parent }: Sender, fail: Log['error']): Parsed {
  try {
    return parseCallback(body.bytes, { id, cluster, receivedAt, cut: body.cut })
  } catch (error) {
    fail('callback could not be parsed, a bug', { cluster, event: id, err: error, ...parent })
    return {
      problems: [
        { severity: 'error', code: 'callback-internal', message: 'Herald failed to read it, a bug' },
      ],
    }
  }
}
