import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { parseEnv } from 'node:util'
import { LOG_LEVELS, type LogLevel } from './log.ts'
import type { Problem } from './problem.ts'

/** A secret: read on use where it comes from a file, so that a rotated one needs no restart. Null when unset. */
type Secret = () => string | null

export interface Credentials {
  readonly username: string
  /** One or, while rotating, two; read on use. */
  readonly passwords: readonly Secret[]
}

/** Everything the environment and the flags decide. */
export interface Settings {
  readonly host: string
  readonly port: number
  /** True when nobody chose the port, so that a demo may take another one. */
  readonly portIsDefault: boolean
  /** A listening socket handed over by systemd, else null. */
  readonly socketFd: number | null
  /** Path of the SQLite file; null: a temporary one, gone at the end (dry-run without `--database`). */
  readonly database: string | null
  readonly rulesFile: string
  readonly templatesDir: string
  readonly dryRun: boolean
  readonly samples: boolean
  readonly callback: Credentials | null
  readonly console: Credentials | null
  readonly slackToken: Secret
  readonly discordToken: Secret
  readonly slackApiUrl: string | null
  readonly discordApiUrl: string | null
  readonly replicaName: string
  readonly drainSeconds: number
  readonly retentionDays: number
  readonly retryHours: number
  readonly logLevel: LogLevel
  readonly logFormat: 'json' | 'text'
}

/** Flags of the command line; each wins over its variable. */
export interface Flags {
  readonly host?: string
  readonly port?: string
  readonly database?: string
  readonly rules?: string
  readonly templates?: string
  readonly dryRun?: boolean
  readonly samples?: boolean
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly pid: number
  readonly stderrIsTerminal: boolean
}

/** The process's own surroundings, with a `.env` file from the working directory below the real environment. */
export function surroundings(): Surroundings {
  return {
    env: { ...dotEnv('.env'), ...process.env },
    pid: process.pid,
    stderrIsTerminal: process.stderr.isTTY,
  }
}

function dotEnv(file: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/

/** Reads every setting and returns every mistake, not only the first. */
export function readSettings(
  flags: Flags,
  { env, pid, stderrIsTerminal }: Surroundings,
): Settings | Problem[] {
  const problems: Problem[] = []
  const reader = new Reader(env, problems)
  const dryRun = flags.dryRun ?? false
  const host = flags.host ?? reader.text('HOST') ?? '127.0.0.1'
  const port = reader.number('PORT', flags.port, 8484, 0, 65_535)
  const callback = reader.credentials('CALLBACK')
  const console = reader.credentials('CONSOLE')
  const socketFd = reader.socketFd(pid)
  if (!LOOPBACK.test(host) || socketFd !== null) reader.requireCredentials(host, socketFd, callback, console)
  const settings: Settings = {
    host,
    port,
    portIsDefault: flags.port === undefined && reader.text('PORT') === undefined,
    socketFd,
    database: reader.database(flags.database, dryRun),
    rulesFile: flags.rules ?? reader.text('RULES_FILE') ?? 'rules.yaml',
    templatesDir: flags.templates ?? reader.text('TEMPLATES_DIR') ?? 'templates',
    dryRun,
    samples: flags.samples ?? false,
    callback,
    console,
    slackToken: reader.secret('SLACK_BOT_TOKEN'),
    discordToken: reader.secret('DISCORD_BOT_TOKEN'),
    slackApiUrl: reader.url('SLACK_API_URL'),
    discordApiUrl: reader.url('DISCORD_API_URL'),
    replicaName: reader.text('REPLICA_NAME') ?? hostname(),
    drainSeconds: reader.number('DRAIN_SECONDS', undefined, 10, 0, 3600),
    retentionDays: reader.number('RETENTION_DAYS', undefined, 30, 1, 3650),
    retryHours: reader.number('RETRY_HOURS', undefined, 24, 1, 24 * 30),
    logLevel: reader.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    logFormat: reader.oneOf('LOG_FORMAT', ['json', 'text'], stderrIsTerminal ? 'text' : 'json'),
  }
  return problems.some((problem) => problem.severity === 'error') ? problems : settings
}

/** Every secret in use now, for the log's redaction. */
export function secretsOf(settings: Settings): string[] {
  const all = [settings.slackToken, settings.discordToken]
  for (const one of [settings.callback, settings.console]) all.push(...(one?.passwords ?? []))
  return all.map((secret) => secret()).filter((value) => value !== null)
}

class Reader {
  readonly #env: Surroundings['env']
  readonly #problems: Problem[]

  constructor(env: Surroundings['env'], problems: Problem[]) {
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

  secret(name: string): Secret {
    const file = this.text(`${name}_FILE`)
    const value = this.text(name) ?? null
    if (file === undefined) return () => value
    if (value !== null) this.#refuse(name, `both ${name} and ${name}_FILE are set`, 'Keep one of them.')
    const read: Secret = () => {
      try {
        return readFileSync(file, 'utf8').trim() || null
      } catch {
        return null
      }
    }
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

  database(flag: string | undefined, dryRun: boolean): string | null {
    const written = flag ?? (dryRun ? undefined : (this.text('DATABASE_URL') ?? 'sqlite:data/herald.db'))
    if (written === undefined) return null
    const path = /^sqlite:(?:\/\/)?(.+)$/.exec(written)?.[1]
    if (path !== undefined) return path
    // Never the value itself: it may hold a password.
    this.#refuse(
      'DATABASE_URL',
      'is not of the form sqlite:<path>',
      'Write for example sqlite:data/herald.db.',
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
