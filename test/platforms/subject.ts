import type { Log } from '../../src/log.ts'
import { DeliveryError, type Message, type Platform, type Reason } from '../../src/platforms/platform.ts'
import type { TokenSource } from '../../src/platforms/token.ts'
import type { StandIn } from '../support/stand-in.ts'
import type { Fault } from '../support/stand-in-faults.ts'

/** How the contract opens a platform. */
export interface OpenOptions {
  readonly token: TokenSource
  readonly apiUrl: string
  readonly log: Log
  readonly timeoutMs: number
}

/** A platform as the contract needs it. */
export interface Subject {
  /** What no error and no log may tell: a token, or what makes a URL secret. */
  readonly token: string
  /** How an error says where the secret is kept. */
  readonly keptAt: RegExp
  readonly start: (options?: { tokens?: ReadonlySet<string> }) => Promise<StandIn & { apiUrl: string }>
  readonly open: (options: OpenOptions) => Platform
  readonly message: (text: string) => Message
  /** A channel's address, a different one for each number where the platform has several. */
  readonly place: (n: number) => string
  /** The channel as the server saw it, where it is not the place. */
  readonly channel?: string
  /** Failures of this platform alone. */
  readonly failures: readonly Failure[]
  /** What this platform makes of failures that all have, by their names; `sent`: it counts as success. */
  readonly unlike?: Readonly<Record<string, Partial<Failure> | 'sent'>>
  /** The ids that the platform tells of a message. */
  readonly receipt: 'ids' | 'empty'
  /** Whether the secret is asked for again for every message. */
  readonly asksAlways: boolean
}

/** What a server does, and what is to become of it. */
export interface Failure {
  readonly name: string
  readonly fault: Fault
  readonly reason: Reason
  readonly outcome: 'not-sent' | 'unknown'
  /** ms; undefined: the error names no time. */
  readonly retryAfterMs?: number
  readonly accountWide?: boolean
  readonly detail?: string | RegExp
  readonly help?: string | RegExp
  /** True when the fault only shows once the time is up. */
  readonly timesOut?: boolean
}

/** The error of a send that has to fail. */
export async function failureOf(sending: Promise<unknown>): Promise<DeliveryError> {
  const error: unknown = await sending.then(
    () => 'it was sent',
    (thrown: unknown) => thrown,
  )
  if (error instanceof DeliveryError) return error
  throw new Error('not a DeliveryError', { cause: error })
}
