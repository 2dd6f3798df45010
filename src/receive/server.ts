import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Log } from '../log.ts'
import { makeRoom } from './make-room.ts'

/** Where to listen: an address, or a socket that systemd opened for us. */
export type Listen = { readonly host: string; readonly port: number } | { readonly fd: number }

export interface HttpLimits {
  /** Longest time for a request's head, ms. */
  readonly headersMs: number
  /** Longest time for a whole request, ms: 64 MB at 1 MB/s have 64 s. */
  readonly requestMs: number
  /** A connection without a byte in either direction is closed after this, ms. */
  readonly idleMs: number
  /** Between two requests, ms; Kylin's second try comes after 5 s. */
  readonly keepAliveMs: number
  /** Size of a request's head, bytes. */
  readonly headerBytes: number
  /** Beyond so many, the one that was waited for longest is closed. */
  readonly connections: number
}

/** What arrives while nobody accepts waits in the socket's queue, up to the system's own limit; Node's default is 511. */
const BACKLOG = 4096

const LIMITS: HttpLimits = {
  headersMs: 10_000,
  requestMs: 120_000,
  idleMs: 120_000,
  keepAliveMs: 65_000,
  headerBytes: 16_384,
  connections: 4_096,
}

/** Answers a request; never rejects. */
export type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void | Promise<void>

/** A server that listens. */
export interface RunningServer {
  /** Where it really listens (the path of a Unix socket, then port 0); the port is known only now where 0 was asked for. */
  readonly host: string
  readonly port: number
  /**
   * Stops accepting, lets requests under way finish for at most `graceMs`, then ends what is left. Resolves when
   * the last connection is closed.
   */
  readonly close: (graceMs: number) => Promise<void>
}

/**
 * Serves over HTTP with limits on time, size and number; resolves when it listens.
 * @throws the listen error (EADDRINUSE, EACCES) as Node gives it
 */
export async function startServer(
  listener: Listener,
  listen: Listen,
  log: Pick<Log, 'error'>,
  limits: Partial<HttpLimits> = {},
): Promise<RunningServer> {
  const all = { ...LIMITS, ...limits }
  const server = createServer(
    {
      headersTimeout: all.headersMs,
      requestTimeout: all.requestMs,
      connectionsCheckingInterval: Math.min(5_000, all.headersMs),
      keepAliveTimeout: all.keepAliveMs,
      maxHeaderSize: all.headerBytes,
    },
    (incoming, outgoing) => void listener(incoming, outgoing),
  )
  server.maxRequestsPerSocket = 0
  server.timeout = all.idleMs
  server.on('clientError', refuse)
  makeRoom(server, all.connections)
  server.listen({ ...listen, backlog: BACKLOG })
  await once(server, 'listening')
  // Without a listener, running out of file descriptors would end the process.
  server.on('error', (error) => log.error('connection not accepted', { err: error }))
  return { ...addressOf(server), close: (graceMs) => close(server, graceMs) }
}

function addressOf(server: Server): { host: string; port: number } {
  const address = server.address()
  if (address === null || typeof address === 'string') return { host: address ?? '', port: 0 }
  return { host: address.address, port: address.port }
}

const ANSWERS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Content Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** Answers what is not HTTP. A reset after our answer is usual: Kylin closes without reading it. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE' || !socket.writable) {
    socket.destroy()
    return
  }
  const answer = ANSWERS[error.code ?? ''] ?? '400 Bad Request'
  socket.end(`HTTP/1.1 ${answer}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  // Who goes on sending would keep the connection, and its share of the memory, for ever.
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
}

/** Time to read the last answer, ms: to end the connection at once could throw it away. */
const LINGER_MS = 1_000

/** How often connections that have become idle are looked for while the server closes, ms. */
const CLOSING_TICK = 20

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  const tick = setInterval(() => server.closeIdleConnections(), CLOSING_TICK)
  const end = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearInterval(tick)
  clearTimeout(end)
}
