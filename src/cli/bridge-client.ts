import { parseExact } from '../receive/json.ts'
import { type Credentials } from '../setting-reader.ts'
import { readSettings } from '../settings.ts'
import type { Context } from './context.ts'
import { EXIT } from './output.ts'
import { refuse } from './refuse.ts'

/** A running bridge, by its HTTP API. */
export interface Bridge {
  /** Without credentials, as messages may name it. */
  readonly address: string
  /**
   * What a path of the API answers, integers exact.
   * @throws BridgeError
   */
  readonly get: (path: string) => Promise<unknown>
  /**
   * The same for what changes something; the body goes as JSON.
   * @throws BridgeError
   */
  readonly post: (path: string, body: unknown) => Promise<unknown>
  /**
   * Takes away what is at a path.
   * @throws BridgeError
   */
  readonly remove: (path: string) => Promise<unknown>
}

/** The bridge gave no answer that can be used; `message` says what to do and holds no secret. */
export class BridgeError extends Error {
  override readonly name = 'BridgeError'
  /** Whether it is the bridge's own word that there is no such thing. */
  readonly missing: boolean
  /** Whether it understood, and does not do it. */
  readonly refused: boolean

  constructor(
    message: string,
    {
      missing = false,
      refused = false,
      ...options
    }: ErrorOptions & { missing?: boolean; refused?: boolean } = {},
  ) {
    super(message, options)
    this.missing = missing
    this.refused = refused
  }
}

const TIMEOUT_MS = 30_000

/**
 * The bridge that a command speaks to: `--url`, else the one that HOST and PORT name on this machine, with the
 * console's credentials. Where settings are wrong it says so and is null.
 * @param json whether that is said as JSON
 */
export function bridgeOf(url: string | undefined, context: Context, json?: boolean): Bridge | null {
  const settings = readSettings({ dryRun: true, host: '127.0.0.1' }, context.surroundings)
  if (Array.isArray(settings)) {
    refuse(settings, json, context)
    return null
  }
  const address = URL.parse(
    url ?? `http://${reachable(context.surroundings.env['HOST'])}:${settings.adminPort ?? settings.port}`,
  )
  if (address === null || !/^https?:$/.test(address.protocol)) {
    context.terminal.err(`--url is not an http(s) address, e.g. http://127.0.0.1:8484\n`)
    context.exit(EXIT.wrongUse)
    return null
  }
  return bridgeAt(address, settings.console)
}

/** A bridge by its address; what stands before an @ in it wins over the credentials. */
function bridgeAt(address: URL, credentials: Credentials | null): Bridge {
  const base = `${address.origin}${address.pathname.replace(/\/$/, '')}`
  const authorization = authorizationOf(address, credentials)
  const headers = { Accept: 'application/json', ...(authorization === null ? {} : { authorization }) }
  async function ask(path: string, sent: RequestInit): Promise<unknown> {
    const [status, text] = await answerOf(`${base}${path}`, sent, base)
    if (status === 401) {
      throw new BridgeError(`${base} wants the console's credentials: CONSOLE_USERNAME and CONSOLE_PASSWORD`)
    }
    const body = parsed(text)
    if (status === 200 && body !== undefined) return body
    const error = typeof body === 'object' && body !== null && 'error' in body ? String(body.error) : ''
    const what = error === '' ? ': is it a Herald?' : `: ${error}`
    throw new BridgeError(`${base} answered ${status}${what}`, {
      missing: status === 404 && error !== '',
      refused: (status === 400 || status === 404) && error !== '',
    })
  }
  return {
    address: base,
    get: (path) => ask(path, { headers }),
    remove: (path) => ask(path, { method: 'DELETE', headers }),
    post: (path, body) =>
      ask(path, {
        method: 'POST',
        headers: { ...headers, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
  }
}

async function answerOf(
  url: string,
  sent: RequestInit,
  base: string,
): Promise<[status: number, text: string]> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const answer = await fetch(url, { ...sent, signal, redirect: 'error' })
    return [answer.status, await answer.text()]
  } catch (error) {
    throw new BridgeError(`${base} does not answer (${whyOf(error)}); is Herald running there?`, {
      cause: error,
    })
  }
}

function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error'
  if (error.name === 'TimeoutError') return 'timed out'
  const { cause } = error
  if (!(cause instanceof Error)) return error.name
  if ('code' in cause) return String(cause.code)
  return cause.message === 'bad port' ? 'HTTP clients may not use this port' : cause.message || error.name
}

function parsed(text: string): unknown {
  try {
    return parseExact(text)
  } catch {
    return undefined
  }
}

function authorizationOf(address: URL, credentials: Credentials | null): string | null {
  const [username, password] =
    address.username === ''
      ? [credentials?.username ?? '', credentials?.passwords[0]?.() ?? '']
      : [decodeURIComponent(address.username), decodeURIComponent(address.password)]
  return username === '' ? null : `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

/** An address to listen on is not always one to go to. */
function reachable(host: string | undefined): string {
  const written = host?.trim() ?? ''
  if (written === '' || written === '0.0.0.0') return '127.0.0.1'
  if (written === '::' || written === '[::]') return '[::1]'
  return written.includes(':') && !written.startsWith('[') ? `[${written}]` : written
}
