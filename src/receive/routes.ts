import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../clock.ts'
import { CHALLENGE, type CheckAuthorization } from './auth.ts'
import { bodyReader, BODY_LIMITS, drainBody, type Body, type BodyLimits } from './body.ts'
import { parseCallback, type Parsed } from './callback.ts'
import type { JobEvent } from './event.ts'
import { newEventId, type Random } from './event-id.ts'
import { quarantinedBody } from './quarantine.ts'
import type { Log } from '../log.ts'
import type { Handle } from './server.ts'

/** An authenticated body that could not be used. */
export interface Unusable {
  readonly cluster: string
  readonly receivedAt: number
  /** What was wrong, one sentence a problem. */
  readonly problems: readonly string[]
  /** At most 64 kB, masked. */
  readonly body: string
  /** Size of the body as it came, bytes. */
  readonly bytes: number
}

export interface CallbackOptions {
  /** Who may post; null: anybody. */
  readonly authorized: CheckAuthorization | null
  /** Resolves once the event is on disk. Any rejection is answered with 503, and Kylin tries again in 5 s. */
  readonly accept: (accepted: {
    readonly event: JobEvent
    readonly hash: string
  }) => Promise<'stored' | 'repeat'>
  readonly quarantine: (unusable: Unusable) => Promise<void>
  readonly clock: Clock
  readonly random: Random
  readonly log: Pick<Log, 'warn' | 'error'>
  readonly limits?: Partial<ReceiveLimits>
}

interface ReceiveLimits extends BodyLimits {
  /** Longest time from a body's end to the answer, ms. Kylin takes 3 s of silence for a failure. */
  readonly answerMs: number
  /** Longer bodies are parsed one at a time, bytes. */
  readonly large: number
}

const LIMITS: ReceiveLimits = { ...BODY_LIMITS, answerMs: 2_500, large: 2 ** 20 }
/** An answer without a body and without chunks: Kylin's client reads only the status. */
const EMPTY = { 'Content-Length': '0' }
const TRY_AGAIN = { ...EMPTY, 'Retry-After': '5' }
const PATH = '/kylin/callback'

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
}

const OK: Answer = { status: 200, headers: EMPTY }
const LATER: Answer = { status: 503, headers: TRY_AGAIN }

/**
 * `POST /kylin/callback[/<cluster>]`: 200 with an empty body once stored (a repeat and an unusable body too), 401 for
 * wrong credentials, 503 when it was not stored within 2.5 s. Never 500: Kylin gives up after five.
 */
export function callbackHandler(options: CallbackOptions): Handle {
  const limits = { ...LIMITS, ...options.limits }
  const read = bodyReader(limits)
  const inTurn = oneAtATime()

  /** Null where nobody is there any more to be answered. */
  async function receive(incoming: IncomingMessage, cluster: string): Promise<Answer | null> {
    if (options.authorized !== null && !options.authorized(incoming.headers.authorization)) {
      await drainBody(incoming, limits.whole)
      options.log.warn('callback refused, wrong credentials', { peer: incoming.socket.remoteAddress })
      return { status: 401, headers: { ...EMPTY, 'WWW-Authenticate': CHALLENGE } }
    }
    const body = await read(incoming)
    if (body.kind === 'aborted') return null
    if (body.kind === 'body') return answered(body, cluster)
    options.log.warn('callback put off, too much in flight', {})
    return LATER
  }

  /** 200 once kept, 503 when that failed or takes too long; what was begun goes on, and a repeat is recognised. */
  async function answered(body: Body, cluster: string): Promise<Answer> {
    const deadline = Promise.withResolvers<'late'>()
    let late = false
    const timer = setTimeout(() => {
      late = true
      deadline.resolve('late')
    }, limits.answerMs)
    try {
      const large = body.bytes.length > limits.large
      const work = large ? inTurn(() => keep(body, cluster, () => late)) : keep(body, cluster)
      if ((await Promise.race([work, deadline.promise])) !== 'late') return OK
      options.log.error('callback not stored in time', { cluster, afterMs: limits.answerMs })
    } catch (error) {
      options.log.error('callback not stored', { cluster, err: error })
    } finally {
      clearTimeout(timer)
    }
    return LATER
  }

  /** Parses at once; the promise is the store's. */
  function keep(body: Body, cluster: string, isLate = (): boolean => false): Promise<unknown> {
    try {
      // Its sender was told to try again; to parse it now would only hold up the others.
      if (isLate()) return Promise.resolve('late')
      const receivedAt = options.clock.now()
      const id = newEventId(receivedAt, options.random)
      const parsed = parsedOrNot(body, { id, cluster, receivedAt, cut: body.cut })
      if ('event' in parsed) return options.accept({ event: parsed.event, hash: body.hash })
      const problems = parsed.problems.map(({ message, help }) =>
        help === undefined ? message : `${message}. ${help}`,
      )
      options.log.warn('callback quarantined', { cluster, problems, bytes: body.size })
      return options.quarantine({
        cluster,
        receivedAt,
        problems,
        body: quarantinedBody(body.bytes),
        bytes: body.size,
      })
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error('not an error', { cause: error }))
    } finally {
      body.free()
    }
  }

  /** A bug of ours must not lose the callback: it is kept in quarantine. */
  function parsedOrNot(body: Body, arrival: Parameters<typeof parseCallback>[1]): Parsed {
    try {
      return parseCallback(body.bytes, arrival)
    } catch (error) {
      options.log.error('callback could not be parsed, a bug', {
        cluster: arrival.cluster,
        err: error,
      })
      return {
        problems: [
          { severity: 'error', code: 'callback-internal', message: 'Herald failed to read it, a bug' },
        ],
      }
    }
  }

  return (incoming, outgoing) => {
    const path = pathOf(incoming.url ?? '')
    if (path !== PATH && !path.startsWith(`${PATH}/`)) return false
    if (incoming.method !== 'POST') {
      send(outgoing, { status: 405, headers: { ...EMPTY, Allow: 'POST' } })
      return true
    }
    receive(incoming, clusterOf(path)).then(
      (answer) => answer !== null && send(outgoing, answer),
      (error: unknown) => {
        options.log.error('callback could not be received, a bug', { err: error })
        send(outgoing, LATER)
      },
    )
    return true
  }
}

function send(outgoing: ServerResponse, { status, headers }: Answer): void {
  outgoing.writeHead(status, headers).end()
}

/** The path of a request's target, decoded as far as it can be; '' where there is none. */
function pathOf(target: string): string {
  const path = target.startsWith('/') ? target.replace(/[?#].*$/s, '') : (URL.parse(target)?.pathname ?? '')
  if (!path.includes('%')) return path
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}

const CLUSTER_LIMIT = 64

/**
 * The cluster a path names, `default` without one. What has no place in a name becomes `-` and the rest is cut at
 * 64 characters: to refuse the callback would lose it.
 */
export function clusterOf(path: string): string {
  const name = path.slice(path.indexOf(PATH) + PATH.length).replaceAll(/^\/+|\/+$/g, '')
  return name === '' ? 'default' : name.replaceAll(/[^\w.-]/g, '-').slice(0, CLUSTER_LIMIT)
}

/** Runs tasks one after the other, with the event loop's other work in between. */
function oneAtATime(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const turn = last.then(() => new Promise((resolve) => setImmediate(resolve)))
    // The turn ends with the parsing, which is the task's synchronous part.
    const started = turn.then(() => ({ result: task() }))
    last = started.then(() => undefined)
    return started.then(({ result }) => result)
  }
}
