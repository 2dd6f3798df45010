import { once } from 'node:events'
import { connect } from 'node:net'

/** What a server answered. */
interface Answer {
  readonly status: number
  readonly body: string
}

/** A connection on which anything can be written, proper or not. */
export interface Wire {
  readonly write: (bytes: string | Buffer) => void
  /** The next whole answer, in their order; null when the connection ended before it. */
  readonly answer: () => Promise<Answer | null>
  /** Says that nothing more will be written; answers still come. */
  readonly finish: () => void
  /** Resolves when the connection is closed on both sides. */
  readonly closed: Promise<void>
  readonly isClosed: () => boolean
  readonly cut: () => void
}

/** Connects to a server; resolves when it did, to null when nobody took the connection. */
export async function openWire(url: string): Promise<Wire | null> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  const closed = Promise.withResolvers<void>()
  let isClosed = false
  let text = ''
  let wake: (() => void) | null = null
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    text += chunk
    wake?.()
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    isClosed = true
    closed.resolve()
    wake?.()
  })
  await Promise.race([once(socket, 'connect').catch(() => undefined), closed.promise])
  if (isClosed) return null

  function taken(): Answer | null {
    const head = text.indexOf('\r\n\r\n')
    if (head === -1) return null
    const length = Number(/content-length: (\d+)/i.exec(text.slice(0, head))?.[1] ?? 0)
    const end = head + 4 + length
    if (text.length < end) return null
    const found = { status: Number(text.slice(9, 12)), body: text.slice(head + 4, end) }
    text = text.slice(end)
    return found
  }

  return {
    write: (bytes) => void socket.write(bytes),
    async answer() {
      for (;;) {
        const found = taken()
        if (found !== null || isClosed) return found
        const changed = Promise.withResolvers<void>()
        wake = changed.resolve
        await changed.promise
      }
    },
    finish: () => void socket.end(),
    closed: closed.promise,
    isClosed: () => isClosed,
    cut: () => void socket.destroy(),
  }
}

export interface RequestParts {
  readonly method?: string
  readonly path?: string
  /** Whole lines, each with its line end. */
  readonly headers?: string
  readonly authorization?: string
  readonly body: string | Buffer
  /** What Content-Length says; the truth when absent, nothing when null. */
  readonly length?: number | null
}

/** A callback as Kylin's client writes it, but for what is changed. */
export function requestBytes(parts: RequestParts): Buffer {
  const { method = 'POST', path = '/kylin/callback', headers = '', authorization } = parts
  const body = Buffer.from(parts.body as string)
  const length = parts.length === undefined ? body.length : parts.length
  const head = [
    `${method} ${path} HTTP/1.1\r\nHost: herald\r\nContent-Type: application/json\r\n`,
    length === null ? '' : `Content-Length: ${length}\r\n`,
    authorization === undefined ? '' : `Authorization: ${authorization}\r\n`,
    `${headers}\r\n`,
  ]
  return Buffer.concat([Buffer.from(head.join(''), 'latin1'), body])
}

/** A body in chunks, as Transfer-Encoding: chunked has it. */
export function chunked(body: Buffer, size: number): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < body.length; at += size) {
    const part = body.subarray(at, at + size)
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'))
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')])
}

/** An Authorization header's value. */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

/** Writes bytes on a connection of their own; resolves to the status of the answer, 0 when there was none. */
export async function ask(url: string, bytes: Buffer | string): Promise<number> {
  const wire = await openWire(url)
  wire?.write(bytes)
  const answer = (await wire?.answer()) ?? null
  wire?.cut()
  return answer?.status ?? 0
}
