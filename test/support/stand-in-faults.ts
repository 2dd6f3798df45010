import type { ServerResponse } from 'node:http'

/** What a request is for. `thread`: to start one. */
export type RequestKind = 'post' | 'edit' | 'reaction' | 'thread' | 'other'

/** What a request is for, and the channel of its message as it names it; null where it names none. */
export interface Aim {
  readonly kind: RequestKind
  readonly channel: string | null
}

/** One way in which a stand-in misbehaves. It can be written as JSON. */
export interface Fault {
  /** Only for requests of this kind; any when absent. A reply is a `post`. */
  readonly kind?: RequestKind
  /** Only for this channel, as the request names it; any request when absent. */
  readonly channel?: string
  /** For how many requests; 1 when absent. */
  readonly times?: number
  /** Waits before it does anything else, ms. */
  readonly delayMs?: number
  /** Whether the request takes effect all the same; by default only where nothing but a delay is asked for. */
  readonly posts?: boolean
  /** Answers this instead. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /**
   * hang: no answer ever. reset: the connection is reset without an answer. close: it is closed without one.
   * stall: half an answer, then nothing. cut: half an answer, then the connection is reset.
   */
  readonly breaks?: 'hang' | 'reset' | 'close' | 'stall' | 'cut'
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

/** Faults that wait for their request, first come, first served. */
export class Faults {
  readonly #waiting: { fault: Fault; left: number }[] = []

  add(...faults: readonly Fault[]): void {
    for (const fault of faults) this.#waiting.push({ fault, left: fault.times ?? 1 })
  }

  clear(): void {
    this.#waiting.length = 0
  }

  take({ kind, channel }: Aim): Fault | undefined {
    const index = this.#waiting.findIndex(
      ({ fault }) => (fault.kind ?? kind) === kind && (fault.channel ?? channel) === channel,
    )
    const found = this.#waiting[index]
    if (found === undefined) return undefined
    found.left -= 1
    if (found.left <= 0) this.#waiting.splice(index, 1)
    return found.fault
  }
}

/** True when the request is to take effect before the fault strikes. */
function takesEffect(fault: Fault | undefined): boolean {
  return fault?.posts ?? (fault?.status === undefined && fault?.breaks === undefined)
}

/** The answer of a fault: its own, or the true one where it has none. */
export function answerOf(fault: Fault | undefined, answer: () => Answer): Answer {
  const real = takesEffect(fault) ? answer() : { status: 200, body: '{"ok":true}' }
  if (fault?.status === undefined) return real
  return {
    status: fault.status,
    body: fault.body ?? '',
    ...(fault.headers === undefined ? {} : { headers: fault.headers }),
  }
}

/** Writes an answer, broken as asked. */
export function write(
  response: ServerResponse,
  { status, headers, body }: Answer,
  breaks: Fault['breaks'],
): void {
  if (breaks === 'hang') return
  if (breaks === 'close') return void response.socket?.destroy()
  if (breaks === 'reset') return void response.socket?.resetAndDestroy()
  const bodiless = status === 204 || status === 304
  const length = bodiless ? {} : { 'content-length': Buffer.byteLength(body) }
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers, ...length })
  if (breaks === undefined) return void response.end(bodiless ? undefined : body)
  response.write(body.slice(0, Math.max(1, body.length / 2)), () => {
    if (breaks === 'cut') response.socket?.resetAndDestroy()
  })
}
