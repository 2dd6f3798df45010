import type { Json } from './event.ts'

/** A number of 16 digits or more may lie outside ±2^53, where a JavaScript number rounds. */
const MAY_ROUND = /\d{16}/
const INTEGER = /^-?\d{1,20}$/

/**
 * Parses JSON and keeps every integer exact: those a number cannot hold become bigint (up to 20 digits; longer
 * ones and numbers beyond a double stay the text they were).
 * @param mayRound whether the text holds such integers, where the caller knows already
 * @throws SyntaxError as JSON.parse does
 */
export function parseExact(text: string, mayRound: boolean = MAY_ROUND.test(text)): Json {
  return (mayRound ? JSON.parse(text, exact) : JSON.parse(text)) as Json
}

function exact(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || context?.source === undefined) return value
  if (INTEGER.test(context.source)) return BigInt(context.source)
  return Number.isFinite(value) && !/^-?\d+$/.test(context.source) ? value : context.source
}

/** The inverse of parseExact: bigints are written as plain digits. */
export function stringifyExact(value: unknown): string {
  try {
    // To call `digits` for each member costs five times as much, and few values hold a bigint.
    return JSON.stringify(value)
  } catch (error) {
    if (error instanceof TypeError) return JSON.stringify(value, digits)
    throw error
  }
}

function digits(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? JSON_RAW.rawJSON(String(value)) : value
}

// In the language since ES2026, not yet in TypeScript's library.
const JSON_RAW = JSON as unknown as { rawJSON: (text: string) => unknown }
