import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../clock.ts'
import type { Answer } from './answer.ts'
import { CHALLENGE, type CheckAuthorization } from './auth.ts'
import { bodyReader, BODY_LIMITS, drainBody, type Body, type BodyLimits } from './body.ts'
import { newEventId, type Random } from './event-id.ts'
import { FORWARDED, forwardedBy } from './forwarded.ts'
import { fewLines } from './few-lines.ts'
import { inTurns } from './in-turns.ts'
import { keeper, type Keeping, type Sender } from './keep.ts'
import { type CallbackResult, STATUS } from './results.ts'
import { parentOf } from './traceparent.ts'
import type { Log } from '../log.ts'

export interface CallbackOptions extends Keeping {
  /** A cluster's name as the rules write it; as it came when absent. */
  readonly spelled?: (cluster: string) => string
  /** Who may post as a cluster; null: anybody. */
  readonly authorized: (cluster: string) => CheckAuthorization | null
  readonly clock: Clock
  readonly random: Random
  readonly log: Pick<Log, 'warn' | 'error'>
  /** Told of every callback. @param ms from the body's end to the answer; null where the body was not looked at */
  readonly onAnswered?: (cluster: string, result: CallbackResult, ms: number | null) => void
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
const HEADERS = {
  200: EMPTY,
  400: EMPTY,
  401: { ...EMPTY, 'WWW-Authenticate': CHALLENGE },
  503: { ...EMPTY, 'Retry-After': '5' },
}
const PATH = '/kylin/callback'

/**
 * `POST /kylin/callback[/<cluster>]`: 200 with an empty body once stored (a repeat and an unusable body too), 401 for
 * wrong credentials, 503 when it was not stored within 2.5 s. Never 500: Kylin gives up after five.
 */
export function callbackAnswer(options: CallbackOptions): Answer {
  const limits = { ...LIMITS, ...options.limits }
  const read = bodyReader(limits)
  const inTurn = inTurns()
  // Whoever posts decides how often: a flood must not fill the log.
  const warn = fewLines(options.log.warn)
  const fail = fewLines(options.log.error)
  const keep = keeper(options, warn, fail)
  const { spelled = (cluster) => cluster } = options

  async function receive(incoming: IncomingMessage, outgoing: ServerResponse, path: string): Promise<void> {
    const cluster = spelled(clusterOf(path))
    const parent = parentOf(incoming.headers.traceparent)
    const check = options.authorized(cluster)
    if (check !== null && !check(incoming.headers.authorization)) {
      // Known only while the connection lasts.
      const peer = incoming.socket.remoteAddress
      await drainBody(incoming, limits.whole, limits.strangerMs)
      warn('callback refused, wrong credentials', { cluster, peer, ...parent })
      return answer(outgoing, cluster, 'unauthorized', null)
    }
    const body = await read(incoming)
    if (body.kind === 'aborted') return answer(outgoing, cluster, 'aborted', null)
    if (body.kind === 'busy') {
      warn('callback put off, too much in flight', { cluster, ...parent })
      return answer(outgoing, cluster, 'too-busy', null)
    }
    const startedAt = options.clock.elapsed()
    const receivedAt = options.clock.now()
    const id = newEventId(receivedAt, options.random)
    const forwarded = forwardedBy(incoming.headers[FORWARDED])
    const result = await resultOf(body, { cluster, id, receivedAt, parent, forwarded })
    return answer(outgoing, cluster, result, options.clock.elapsed() - startedAt)
  }

  function answer(
    outgoing: ServerResponse,
    cluster: string,
    result: CallbackResult,
    ms: number | null,
  ): void {
    options.onAnswered?.(cluster, result, ms)
    const status = STATUS[result]
    outgoing.writeHead(status, HEADERS[status]).end()
  }

  /** Whether it was kept, failed, or takes too long; what was begun goes on, and a repeat is recognised. */
  async function resultOf(body: Body, sender: Sender): Promise<CallbackResult> {
    const { cluster, id: event, parent } = sender
    const deadline = Promise.withResolvers<'too-late'>()
    let late = false
    const timer = setTimeout(() => {
      late = true
      deadline.resolve('too-late')
    }, limits.answerMs)
    try {
      const large = body.bytes.length > limits.large
      const work = large ? inTurn(() => keep(body, sender, () => late)) : keep(body, sender)
      const result = await Promise.race([work, deadline.promise])
      if (result === 'too-late') {
        fail('callback not stored in time', { cluster, event, afterMs: limits.answerMs, ...parent })
      }
      return result
    } catch (error) {
      fail('callback not stored', { cluster, event, err: error, ...parent })
      return 'not-stored'
    } finally {
      clearTimeout(timer)
    }
  }

  return (incoming, outgoing, path) => {
    if (incoming.method === 'POST') return receive(incoming, outgoing, path)
    outgoing.writeHead(405, { ...EMPTY, Allow: 'POST' }).end()
    return undefined
  }
}

/** Whether a path is one of callbacks. */
export function isCallback(path: string): boolean {
  return path === PATH || path.startsWith(`${PATH}/`)
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
