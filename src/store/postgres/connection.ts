import { Socket } from 'node:net'
import { Client } from 'pg'
import type { QueryResult } from 'pg'
import type { Value } from '../core/engine.ts'

/** How long the server may take to let us in, ms. */
const CONNECT_MS = 2_000
/** How long it may say nothing, ms: longer than it lets a statement take, so that its own word comes first. */
const SILENCE_MS = 6_000
/** From then on the machine asks whether the other side is still there. */
const KEEP_ALIVE_MS = 10_000

/** Where the database is, read again for each connection, so that a rotated password needs no restart. */
export interface Address {
  readonly url: string
  /** In place of the one in the URL. */
  readonly password: string | null
}

/** One statement as it is sent. */
export interface Sent {
  readonly text: string
  readonly values?: readonly Value[]
  /** Under which it stays prepared; none: it is forgotten. */
  readonly name?: string
}

/** A connection to the server. What fails on it is thrown as the driver has it. */
export interface Connection {
  readonly query: (sent: Sent, silenceMs?: number) => Promise<readonly Record<string, unknown>[]>
  /** The process that the server, or a pooler in its place, says it has for us. */
  readonly processId: number
  readonly isLost: () => boolean
  /** Calls when it is lost, however. */
  readonly onLost: (listener: () => void) => void
  /** Calls when a notification came, with the process that sent it. */
  readonly onNotice: (listener: (processId: number) => void) => void
  /** Breaks it off at once. */
  readonly drop: () => void
  readonly close: () => Promise<void>
}

/** Connects. @throws what the driver throws */
export async function connect({ url, password }: Address): Promise<Connection> {
  const socket = new Socket()
  const client = new Client({
    connectionString: url,
    ...(password === null ? {} : { password }),
    application_name: 'herald',
    // What is asked goes out at once, not only when what was asked before is answered.
    pipeline: true,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    stream: () => socket,
    types: { getTypeParser: (oid: number) => (NUMBERS.has(oid) ? Number : asText) },
  })
  let lost = false
  const listeners: (() => void)[] = []
  const lose = (): void => {
    if (lost) return
    lost = true
    for (const listener of listeners) listener()
  }
  // Without a listener an idle connection that breaks would end the process.
  client.on('error', lose)
  client.on('end', lose)
  await client.connect()
  return {
    async query({ text, values, name }, silenceMs = SILENCE_MS) {
      const silence = silenceMs === 0 ? undefined : setTimeout(() => socket.destroy(), silenceMs)
      try {
        const sent = { text, ...(values === undefined ? {} : { values: [...values] }) }
        const result: QueryResult | QueryResult[] = await client.query(
          name === undefined ? sent : { ...sent, name },
        )
        const last = Array.isArray(result) ? result.at(-1) : result
        // A transaction that had failed is rolled back by COMMIT, which says so only here.
        if (text === 'COMMIT' && last?.command !== 'COMMIT') throw new Error('the commit was a rollback')
        return last?.rows ?? []
      } finally {
        clearTimeout(silence)
      }
    },
    processId: (client as Client & { readonly processID: number | null }).processID ?? 0,
    isLost: () => lost,
    onLost: (listener) => void listeners.push(listener),
    onNotice: (listener) => void client.on('notification', ({ processId }) => listener(processId)),
    drop() {
      lose()
      socket.destroy()
    },
    async close() {
      lose()
      // It says goodbye; who does not hear it any more must not hold us up.
      const silence = setTimeout(() => socket.destroy(), CONNECT_MS)
      await client.end().catch(() => {})
      clearTimeout(silence)
    },
  }
}

/** int8, int2, int4 and numeric: all of them are whole numbers below 2^53 here. */
const NUMBERS: ReadonlySet<number> = new Set([20, 21, 23, 1700])
const asText = (value: string): string => value
