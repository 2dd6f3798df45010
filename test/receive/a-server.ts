import { once } from 'node:events'
import { connect } from 'node:net'
import { onTestFinished } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import type { JobEvent } from '../../src/receive/event.ts'
import type { Quarantined } from '../../src/receive/quarantine.ts'
import { callbackAnswer, type CallbackOptions } from '../../src/receive/routes.ts'
import { startServer, type HttpLimits, type RunningServer } from '../../src/receive/server.ts'
import { front } from '../../src/wiring/front.ts'

/** A server with the callback routes, and what came out of them. */
export interface Receiver {
  readonly server: RunningServer
  readonly accepted: { readonly event: JobEvent; readonly hash: string }[]
  readonly quarantined: Quarantined[]
  readonly logged: { readonly message: string; readonly fields: unknown }[]
}

/** Starts a receiver on a free port; closed when the test ends. */
export async function aReceiver(
  over: Partial<CallbackOptions> = {},
  http: Partial<HttpLimits> = {},
): Promise<Receiver> {
  const accepted: Receiver['accepted'] = []
  const quarantined: Quarantined[] = []
  const logged: Receiver['logged'] = []
  const note = (message: string, fields?: unknown): void => {
    logged.push({ message, fields })
  }
  const log = { warn: note, error: note }
  const callback = callbackAnswer({
    authorized: () => null,
    accept: async (input) => {
      accepted.push(input)
      return 'stored'
    },
    quarantine: async (unusable) => {
      quarantined.push(unusable)
    },
    clock: systemClock,
    random: Math.random,
    log,
    ...over,
  })
  const server = await startServer(
    front({ callback, reads: {}, pages: null, log }),
    { host: '127.0.0.1', port: 0 },
    { error: note },
    http,
  )
  onTestFinished(() => server.close(0))
  return { server, accepted, quarantined, logged }
}

/** A raw connection: writes bytes, and hands out answers one by one. */
export interface Wire {
  readonly write: (bytes: string | Buffer) => void
  /** The next whole answer: its head and body; '' when the connection ended. */
  readonly answer: () => Promise<string>
  readonly reset: () => void
  readonly ended: Promise<unknown>
}

/**
 * Opens a raw connection to a server; ended when the test ends.
 * @param deaf goes on although the server said that it is over
 */
export async function aWire({ host, port }: RunningServer, deaf = false): Promise<Wire> {
  const socket = connect({ host, port, allowHalfOpen: deaf })
  socket.setNoDelay()
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  let text = ''
  let over = false
  let wake: (() => void) | undefined
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
    wake?.()
  })
  const ended = new Promise((resolve) => {
    socket.on('close', () => {
      over = true
      wake?.()
      resolve(undefined)
    })
  })
  await once(socket, 'connect')
  async function answer(): Promise<string> {
    for (;;) {
      const head = text.indexOf('\r\n\r\n')
      const size = Number(/content-length: (\d+)/i.exec(text.slice(0, Math.max(head, 0)))?.[1] ?? 0)
      if (head !== -1 && text.length >= head + 4 + size) {
        const whole = text.slice(0, head + 4 + size)
        text = text.slice(whole.length)
        return whole
      }
      if (over) return text
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  return {
    write: (bytes) => void socket.write(bytes),
    answer,
    reset: () => void socket.resetAndDestroy(),
    ended,
  }
}

/** A callback as Kylin's client writes it. */
export function callbackBytes(
  body: string | Buffer,
  over: { path?: string; headers?: string; length?: number } = {},
): Buffer {
  const bytes = Buffer.from(body as string)
  const head = [
    `POST ${over.path ?? '/kylin/callback'} HTTP/1.1`,
    'Content-Type: application/json',
    `Content-Length: ${over.length ?? bytes.length}`,
    'Host: 127.0.0.1:8484',
    'Connection: Keep-Alive',
    'User-Agent: Apache-HttpClient/4.5.13 (Java/1.8.0_171)',
    'Accept-Encoding: gzip,deflate',
  ].join('\r\n')
  return Buffer.concat([Buffer.from(`${head}\r\n${over.headers ?? ''}\r\n`), bytes])
}
