import type { HttpBindings } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import type { Clock } from '../clock.ts'
import { CHALLENGE, type CheckAuthorization } from './auth.ts'
import { bodyReader, BODY_LIMITS, drainBody, type Body, type BodyLimits } from './body.ts'
import { parseCallback, type Parsed } from './callback.ts'
import type { JobEvent } from './event.ts'
import { newEventId, type Random } from './event-id.ts'
import { FORWARDED, forwardedBy } from './forwarded.ts'
import { fewLines } from './few-lines.ts'
import { type Quarantined, quarantinedBody } from './quarantine.ts'
import type { Log } from '../log.ts'

export interface CallbackOptions {
  /** Who may post as a cluster; null: anybody. */
  readonly authorized: (cluster: string) => CheckAuthorization | null
  /** Resolves once the event is on disk. Any rejection is answered with 503, and Kylin tries again in 5 s. */
  readonly accept: (accepted: {
    readonly event: JobEvent
    readonly hash: string
    /** The delivery that passed it on, as its sender says; null for Kylin's own. */
    readonly forwarded: string | null
  }) => Promise<'stored' | 'repeat'>
  readonly quarantine: (quarantined: Quarantined) => Promise<void>
  readonly clock: Clock
  readonly random: Random
  readonly log: Pick<Log, 'warn' | 'error'>
  readonly limits?: Partial<ReceiveLimits>
}

interface ReceiveLimits extends BodyLimits {
  /** Longest time from a body's end to the answer, ms. Kylin takes 3 s of silence for a failure. */
  readonly answerMs: number
  /** Longest time for the body of somebody without credentials, ms: it is read only for the sake of the answer. */
  readonly strangerMs: number
  /** Longer bodies are parsed one at a time, bytes. */
  readonly large: number
}

const LIMITS: ReceiveLimits = { ...BODY_LIMITS, answerMs: 2_500, strangerMs: 10_000, large: 2 ** 20 }
/** An answer without a body and without chunks: Kylin's client reads only the status. */
const EMPTY = { 'Content-Length': '0' }
const TRY_AGAIN = { ...EMPTY, 'Retry-After': '5' }
const PATH = '/kylin/callback'

type Env = { Bindings: HttpBindings }

/**
 * `POST /kylin/callback[/<cluster>]`: 200 with an empty body once stored (a repeat and an unusable body too), 401 for
 * wrong credentials, 503 when it was not stored within 2.5 s. Never 500: Kylin gives up after five.
 */
export function callbackRoutes(options: CallbackOptions): Hono<Env> {
  const limits = { ...LIMITS, ...options.limits }
  const read = bodyReader(limits)
  const inTurn = oneAtATime()
  // Whoever posts decides how often: a flood must not fill the log.
  const warn = fewLines(options.log.warn)
  const fail = fewLines(options.log.error)

  async function receive(c: Context<Env>): Promise<Response> {
    const { incoming } = c.env
    const cluster = clusterOf(c.req.path)
    const check = options.authorized(cluster)
    if (check !== null && !check(incoming.headers.authorization)) {
      // Known only while the connection lasts.
      const peer = incoming.socket.remoteAddress
      await drainBody(incoming, limits.whole, limits.strangerMs)
      warn('callback refused, wrong credentials', { cluster, peer })
      return new Response(null, { status: 401, headers: { ...EMPTY, 'WWW-Authenticate': CHALLENGE } })
    }
    const body = await read(incoming)
    if (body.kind === 'aborted') return new Response(null, { status: 400, headers: EMPTY })
    if (body.kind === 'busy') {
      warn('callback put off, too much in flight', {})
      return new Response(null, { status: 503, headers: TRY_AGAIN })
    }
    const status = await answered(body, cluster, forwardedBy(incoming.headers[FORWARDED]))
    return new Response(null, { status, headers: status === 200 ? EMPTY : TRY_AGAIN })
  }

  /** 200 once kept, 503 when that failed or takes too long; what was begun goes on, and a repeat is recognised. */
  async function answered(body: Body, cluster: string, forwarded: string | null): Promise<200 | 503> {
    const deadline = Promise.withResolvers<'late'>()
    let late = false
    const timer = setTimeout(() => {
      late = true
      deadline.resolve('late')
    }, limits.answerMs)
    try {
      const large = body.bytes.length > limits.large
      const keeping = (isLate?: () => boolean): Promise<unknown> => keep(body, { cluster, forwarded }, isLate)
      const work = large ? inTurn(() => keeping(() => late)) : keeping()
      if ((await Promise.race([work, deadline.promise])) !== 'late') return 200
      fail('callback not stored in time', { cluster, afterMs: limits.answerMs })
    } catch (error) {
      fail('callback not stored', { cluster, err: error })
    } finally {
      clearTimeout(timer)
    }
    return 503
  }

  /** Parses at once; the promise is the store's. */
  function keep(
    body: Body,
    { cluster, forwarded }: { readonly cluster: string; readonly forwarded: string | null },
    isLate = (): boolean => false,
  ): Promise<unknown> {
    try {
      // Its sender was told to try again; to parse it now would only hold up the others.
      if (isLate()) return Promise.resolve('late')
      const receivedAt = options.clock.now()
      const id = newEventId(receivedAt, options.random)
      const parsed = parsedOrNot(body, { id, cluster, receivedAt, cut: body.cut })
      if ('event' in parsed) return options.accept({ event: parsed.event, hash: body.hash, forwarded })
      const problems = parsed.problems.map(({ message, help }) =>
        help === undefined ? message : `${message}. ${help}`,
      )
      warn('callback quarantined', { cluster, problems, bytes: body.size })
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
      fail('callback could not be parsed, a bug', {
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

  const app = new Hono<Env>()
  app.post(`${PATH}/*`, receive)
  app.all(`${PATH}/*`, () => new Response(null, { status: 405, headers: { ...EMPTY, Allow: 'POST' } }))
  return app
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
