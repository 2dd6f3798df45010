import { replaceSecretShapes } from './secret-shapes.ts'
import { STEERING } from './steering.ts'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]
type LogFields = Readonly<Record<string, unknown>>

/** Constant lower-case messages, values as fields; an error goes under `err`. */
export interface Log {
  readonly debug: (message: string, fields?: LogFields) => void
  readonly info: (message: string, fields?: LogFields) => void
  readonly warn: (message: string, fields?: LogFields) => void
  readonly error: (message: string, fields?: LogFields) => void
}

export interface LogOptions {
  readonly level: LogLevel
  /** `json`: one object a line; `text`: for a person at a terminal. */
  readonly format: 'json' | 'text'
  readonly write: (line: string) => void
  /** Every secret that is in use; none of them ever leaves in a line. */
  readonly secrets: () => readonly string[]
}

/** A password in an address, as it may stand in a library's error, though nobody configured it. */
const IN_ADDRESS = /(:\/\/[^\s/:@"]{0,256}:)[^\s/@"]{1,512}(?=@)/g

/** One log over one writer; every value passes one redaction step. Never throws. */
export function createLog(options: LogOptions): Log {
  const least = LOG_LEVELS.indexOf(options.level)
  const at = (level: LogLevel) => {
    if (LOG_LEVELS.indexOf(level) < least) return () => undefined
    return (message: string, fields: LogFields = {}) => {
      const safe = redacted(fields, options.secrets()) as LogFields
      const line = JSON.stringify({ level, time: new Date().toISOString(), ...safe, message })
      options.write(options.format === 'json' ? `${line}\n` : asText(line))
    }
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** Deeper values are left out: what is logged is flat. */
const DEPTH = 6

/** A copy without secrets; only texts are searched, so that the line stays what it is. */
function redacted(value: unknown, secrets: readonly string[], depth = 0): unknown {
  if (typeof value === 'string') return redact(value, secrets)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEPTH) return '…'
  if (value instanceof Error) {
    const { stack, cause } = value
    const told = { type: value.name, message: value.message, stack: stack ?? '' }
    return redacted(cause === undefined ? told : { ...told, cause }, secrets, depth + 1)
  }
  if (Array.isArray(value)) return value.map((item: unknown) => redacted(item, secrets, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, redacted(member, secrets, depth + 1)]),
  )
}

/** Takes every secret out of a text: the given ones, and whatever has the shape of one. */
export function redact(text: string, secrets: readonly string[]): string {
  let safe = text
  for (const secret of secrets) if (secret.length >= 4) safe = safe.replaceAll(secret, '***')
  return replaceSecretShapes(safe, () => '***').replace(IN_ADDRESS, '$1***')
}

function asText(line: string): string {
  const { level, time, message, err, ...fields } = JSON.parse(line) as Record<string, unknown>
  const clock = String(time).slice(11, 19)
  const values = Object.entries(fields).map(([name, value]) => ` ${name}=${valueAsText(value)}`)
  const trouble = err === undefined ? '' : `\n  ${errorAsText(err)}`
  return `${clock} ${String(level).padEnd(5)} ${String(message)}${values.join('')}${trouble}\n`
}

function valueAsText(value: unknown): string {
  const text = typeof value === 'string' && /^\S+$/.test(value) ? value : JSON.stringify(value)
  return text.replaceAll(STEERING, escaped)
}

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
}

function errorAsText(err: unknown): string {
  if (typeof err !== 'object' || err === null || !('stack' in err)) return String(err)
  const cause = 'cause' in err ? `\n  caused by ${errorAsText(err.cause)}` : ''
  const lines = String(err.stack).split('\n')
  return lines.map((line) => line.replaceAll(STEERING, escaped)).join('\n  ') + cause
}
