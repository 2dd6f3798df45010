import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../log.ts'
import { StoreRefused } from '../core/engine.ts'
import { type Link, type LinkOptions, openLink } from './link.ts'
import { WAKE } from './sql.ts'

/** How often it is asked whether the server is still there, ms. */
const BEAT_MS = 15_000
const AGAIN_MS = 1_000
/** How long a name may still be held by a process that is gone, ms: the server notices a vanished machine in 25 s. */
const NAME_WAIT_MS = 5_000
const NAME_AGAIN_MS = 100

export interface SessionOptions extends LinkOptions {
  /** The replica's name, which no other may have at the same time. */
  readonly replica: string
  /** Another replica, or a person's command, has made something due. @param processId of the session that says so */
  readonly onWake: (processId: number) => void
  readonly log: Pick<Log, 'info' | 'warn'>
}

/** A connection beside the commit loop's, for what belongs to a session: the replica's name and notifications. */
export interface Session {
  readonly close: () => Promise<void>
}

/**
 * Takes the replica's name and listens; connects again by itself.
 * @throws StoreRefused when another living replica has the name; StoreUnavailable
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { log } = options
  let link = await openLink(options)
  if (!(await takesName(link, options.replica, NAME_WAIT_MS))) {
    await link.close()
    throw new StoreRefused(
      'replica-name-taken',
      `another Herald runs on this database under the name "${options.replica}"`,
      options.name,
      'give each replica a REPLICA_NAME of its own that it keeps over restarts, e.g. the name of its pod or host',
    )
  }
  const closing = new AbortController()
  await listen(link)

  async function listen(on: Link): Promise<void> {
    on.onNotice(options.onWake)
    await on.query({ text: `LISTEN ${WAKE}` })
  }

  /** Until it is closed: notices a loss, and makes it good. */
  async function keep(): Promise<void> {
    while (!closing.signal.aborted) {
      await untilLost(link, closing.signal)
      if (closing.signal.aborted) return
      log.warn('database session was lost: replicas wake one another only by looking, once a second')
      link = await reopened()
      log.info('database session is back')
      // What was said meanwhile was not heard.
      options.onWake(0)
    }
  }

  async function reopened(): Promise<Link> {
    for (;;) {
      const opened = await openLink(options).catch(() => null)
      if (opened !== null) {
        try {
          // Leases and fences protect what is in flight where another has taken the name meanwhile.
          if (!(await takesName(opened, options.replica, NAME_WAIT_MS)))
            log.warn('another replica has taken the name of this one', { replica: options.replica })
          await listen(opened)
          return opened
        } catch {
          opened.drop()
        }
      }
      if (closing.signal.aborted) return link
      await sleep(AGAIN_MS)
    }
  }

  const kept = keep()
  return {
    async close() {
      closing.abort()
      await link.close()
      await kept
    },
  }
}

async function takesName(link: Link, replica: string, waitMs: number): Promise<boolean> {
  const until = performance.now() + waitMs
  for (;;) {
    const [row] = await link.query({
      text: `SELECT pg_try_advisory_lock(hashtextextended('herald replica ' || current_schema() || ' ' || $1, 0)) AS taken`,
      values: [replica],
    })
    if (row?.['taken'] === 't') return true
    if (performance.now() >= until) return false
    await sleep(NAME_AGAIN_MS)
  }
}

/** Asks now and then, because a connection may be dead without a word. */
async function untilLost(link: Link, closing: AbortSignal): Promise<void> {
  const ended = new AbortController()
  const end = (): void => ended.abort()
  link.onLost(end)
  closing.addEventListener('abort', end)
  while (!link.isLost() && !closing.aborted) {
    await sleep(BEAT_MS, undefined, { signal: ended.signal }).catch(() => {})
    if (!ended.signal.aborted) await link.query({ text: 'SELECT 1' }).catch(() => link.drop())
  }
}
