import type { Reason } from './platform.ts'

/** What one or several of a platform's error codes mean. */
export interface Refusal {
  readonly reason: Reason
  readonly outcome: 'not-sent' | 'unknown'
  /** What a person can do; `{place}` stands for the channel, `{secret}` for where the token or URL is kept. */
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

/** What the help of a refusal names. */
export interface HelpWords {
  readonly place: string
  readonly secret: string
}

/** A help with its words filled in. */
export function filledIn(help: string, { place, secret }: HelpWords): string {
  return help.replaceAll('{place}', place).replaceAll('{secret}', secret)
}
