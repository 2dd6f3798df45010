import { readFileSync } from 'node:fs'
import { type Database, databaseOf } from './database-setting.ts'
import type { Problem } from './problem.ts'
import type { ProxySettings } from './proxy.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** A secret: read on use where it comes from a file, so that a rotated one needs no restart. Null when unset. */
export type Secret = () => string | null

/** Where a secret stands: an environment variable, or a file that is read again on use. Never the secret itself. */
export type SecretSource = { readonly env: string } | { readonly file: string }

export interface Credentials {
  readonly username: string
  /** One or, while rotating, two; read on use. */
  readonly passwords: readonly Secret[]
}

/** The secret of a source; null while there is none. */
export function secretOf(source: SecretSource, env: Environment): Secret {
  if ('env' in source) return () => env[source.env]?.trim() || null
  return () => {
    try {
      return readFileSync(source.file, 'utf8').trim() || null
    } catch {
      return null
    }
  }
}

/** Reads single settings from an environment, and notes each mistake. */
export class SettingReader {
  readonly #env: Environment
  readonly #problems: Problem[]

  constructor(env: Environment, problems: Problem[]) {
    this.#env = env
    this.#problems = problems
  }

  text(name: string): string | undefined {
    const value = this.#env[name]?.trim()
    return value === '' ? undefined : value
  }

  number(name: string, flag: string | undefined, fallback: number, least: number, most: number): number {
    const written = flag ?? this.text(name)
    if (written === undefined) return fallback
    const value = Number(written)
    if (Number.isInteger(value) && value >= least && value <= most) return value
    this.#refuse(name, `"${written}" is not a whole number from ${least} to ${most}`)
    return fallback
  }

  oneOf<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const written = this.text(name)
    if (written === undefined) return fallback
    const found = allowed.find((value) => value === written.toLowerCase())
    if (found === undefined) this.#refuse(name, `"${written}" is none of ${allowed.join(', ')}`)
    return found ?? fallback
  }

  url(name: string): string | null {
    const written = this.text(name)
    if (written === undefined) return null
    if (/^https?:\/\/./.test(written) && URL.canParse(written)) return written
    this.#refuse(name, 'is not an http(s) address')
    return null
  }

  /** The proxies, under either spelling of their names; null where none is set. */
  proxy(): ProxySettings | null {
    const [secure, plain] = [this.#proxyAt('HTTPS_PROXY'), this.#proxyAt('HTTP_PROXY')]
    const direct = this.text('NO_PROXY') ?? this.text('no_proxy')
    if (secure === null && plain === null) return null
    return {
      ...(secure === null ? {} : { HTTPS_PROXY: secure }),
      ...(plain === null ? {} : { HTTP_PROXY: plain }),
      ...(direct === undefined ? {} : { NO_PROXY: direct }),
    }
  }

  #proxyAt(name: 'HTTPS_PROXY' | 'HTTP_PROXY'): string | null {
    const written = this.text(name) ?? this.text(name.toLowerCase())
    if (written === undefined) return null
    // As curl takes it: a host and a port are enough.
    const address = written.includes('://') ? written : `http://${written}`
    if (/^https?:\/\/./.test(address) && URL.canParse(address)) return address
    this.#refuse(name, 'is no address of an HTTP proxy', 'Write it as http://proxy.example.com:3128.')
    return null
  }

  adminPort(port: number): number | null {
    if (this.text('ADMIN_PORT') === undefined) return null
    const found = this.number('ADMIN_PORT', undefined, 0, 0, 65_535)
    if (found === port && port !== 0)
      this.#refuse('ADMIN_PORT', 'is the port of the callbacks too', 'Choose another, or leave it out.')
    return found
  }

  secret(name: string): Secret {
    const file = this.text(`${name}_FILE`)
    const value = this.text(name) ?? null
    if (file === undefined) return () => value
    if (value !== null) this.#refuse(name, `both ${name} and ${name}_FILE are set`, 'Keep one of them.')
    const read = secretOf({ file }, this.#env)
    if (read() === null) this.#refuse(`${name}_FILE`, 'the file it names cannot be read or is empty')
    return read
  }

  credentials(prefix: 'CALLBACK' | 'CONSOLE'): Credentials | null {
    const username = this.text(`${prefix}_USERNAME`)
    const names = [`${prefix}_PASSWORD`, `${prefix}_PASSWORD_2`]
    const passwords = names
      .filter((name) => this.text(name) !== undefined || this.text(`${name}_FILE`) !== undefined)
      .map((name) => this.secret(name))
    if (username === undefined && passwords.length === 0) return null
    if (username === undefined) this.#refuse(`${prefix}_USERNAME`, `is missing beside ${prefix}_PASSWORD`)
    if (passwords.length === 0) this.#refuse(`${prefix}_PASSWORD`, `is missing beside ${prefix}_USERNAME`)
    return { username: username ?? '', passwords }
  }

  database(flag: string | undefined, dryRun: boolean): Database | null {
    const fromEnv = this.secret('DATABASE_URL')
    const password = this.secret('DATABASE_PASSWORD')
    if (flag === undefined && dryRun) return null
    const found = databaseOf(flag ?? fromEnv() ?? 'sqlite:data/herald.db', () => flag ?? fromEnv(), password)
    if (found !== null) return found
    // Never the value itself: it may hold a password.
    this.#refuse(
      'DATABASE_URL',
      'is not of the form sqlite:<path> or postgres://<user>@<host>/<database>',
      'Write for example sqlite:data/herald.db; in a password write @ as %40, / as %2F and # as %23.',
    )
    return null
  }

  /** systemd's protocol: LISTEN_FDS sockets from descriptor 3 on, meant for the process LISTEN_PID. */
  socketFd(pid: number): number | null {
    if (this.text('LISTEN_PID') !== String(pid)) return null
    const count = Number(this.text('LISTEN_FDS') ?? 0)
    if (count > 1) this.#refuse('LISTEN_FDS', `${count} sockets were handed over, one is wanted`)
    return count === 1 ? 3 : null
  }

  requireCredentials(
    host: string,
    fd: number | null,
    callback: Credentials | null,
    pages: Credentials | null,
  ) {
    const where = fd === null ? `listening on ${host}` : 'listening on a socket handed over by systemd'
    const pairs = [
      ['CALLBACK', callback, 'so that nobody else can post callbacks'],
      ['CONSOLE', pages, 'so that nobody else can read the inbox'],
    ] as const
    for (const [prefix, found, why] of pairs) {
      if (found !== null) continue
      const help = `Set ${prefix}_USERNAME and ${prefix}_PASSWORD, ${why}, or listen on 127.0.0.1.`
      this.#refuse(`${prefix}_PASSWORD`, `is missing, but needed when ${where}`, help)
    }
  }

  #refuse(name: string, message: string, help?: string): void {
    const problem = { severity: 'error', code: 'bad-setting', message: `${name}: ${message}` } as const
    this.#problems.push(help === undefined ? problem : { ...problem, help })
  }
}
