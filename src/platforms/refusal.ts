import type { Reason } from './platform.ts'

/** What one or several of a platform's error codes mean. */
export interface Refusal {
  readonly reason: Reason
  readonly outcome: 'not-sent' | 'unknown'
  /** What a person can do; `{place}` stands for the channel. */
  readonly help?: string
  readonly retryAfterMs?: number
  readonly accountWide?: boolean
}

/** Codes by meaning, turned into meaning by code. */
export function byCode(
  rows: readonly (Refusal & { readonly codes: string })[],
): ReadonlyMap<string, Refusal> {
  return new Map(
    rows.flatMap(({ codes, ...refusal }) => codes.split(/\s+/).map((code) => [code, refusal] as const)),
  )
}
