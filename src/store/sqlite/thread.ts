import type { OperationName } from '../core/operations.ts'

/** The first message to the store's thread: what it is to open. */
export interface ThreadData {
  readonly file: string
  readonly owner: string
  readonly now: string | undefined
}

/** Calls of one turn: number, name, argument; 'close' ends the thread. */
export type Request = readonly (readonly [call: number, name: OperationName, argument: unknown])[] | 'close'

/** An error as it crosses between threads. */
export interface Failure {
  /** unavailable: try again later. bug: a mistake of ours. */
  readonly kind: 'unavailable' | 'bug'
  readonly message: string
  readonly cause: unknown
}

/** What the store's thread says. */
export type Report =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'refused'
      readonly code: string
      readonly message: string
      readonly file: string
      readonly help: string
      readonly cause: unknown
    }
  | {
      readonly kind: 'answers'
      readonly done: readonly (readonly [call: number, answer: unknown])[]
      readonly failed: readonly (readonly [call: number, failure: Failure])[]
    }
  | { readonly kind: 'lost'; readonly message: string; readonly cause: unknown }
  | { readonly kind: 'closed' }
