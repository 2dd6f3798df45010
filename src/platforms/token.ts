import { type Kept, missingSecret } from './kept.ts'

/** Where an account's token comes from; null while there is none. Asked again after a refusal. */
export type TokenSource = () => string | null | Promise<string | null>

/** A token kept until it is refused, so that its file is not read for every message. */
export interface KeptToken {
  /** @throws DeliveryError `not-configured` when there is none */
  readonly get: () => Promise<string>
  /** Forgets this token, unless a newer one has taken its place. */
  readonly refused: (token: string) => void
}

/** @param at where a person keeps it */
export function keepToken(source: TokenSource, at: Kept): KeptToken {
  let kept: string | null = null
  return {
    async get() {
      kept ??= (await source()) || null
      if (kept === null) throw missingSecret(at)
      return kept
    },
    refused(token) {
      if (kept === token) kept = null
    },
  }
}
