import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { parseEnv } from 'node:util'
import { type Database, passwordsIn } from './database-setting.ts'
import { LOG_LEVELS, type LogLevel } from './log.ts'
import { NOT_UTF8, NOT_UTF8_FINDING } from './not-utf8.ts'
import type { Problem } from './problem.ts'
import type { ProxySettings } from './proxy.ts'
import {
  type Credentials,
  type Secret,
  secretOf,
  type SecretSource,
  SettingReader,
} from './setting-reader.ts'

/** Everything the environment and the flags decide. */
export interface Settings {
  readonly host: string
  readonly port: number
  /** Port of its own for metrics, inbox, API and reload; null: they share the callbacks' port. */
  readonly adminPort: number | null
  /** True when nobody chose the port, so that a demo may take another one. */
  readonly portIsDefault: boolean
  /** A listening socket handed over by systemd, else null. */
  readonly socketFd: number | null
  /** True when one was handed over, but to another process: a wrapper such as npm stands in between. */
  readonly foreignSocket: boolean
  /** Null: a temporary one, gone at the end (dry-run without `--database`). */
  readonly database: Database | null
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
  /** The secret that a rules file names. */
  readonly secret: (source: SecretSource) => Secret
  readonly proxy: ProxySettings | null
  readonly replicaName: string
  readonly drainSeconds: number
  readonly retentionDays: number
  /** How long it stays known who was told what and when. */
  readonly auditDays: number
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
  /** What was wrong with the `.env` file. */
  readonly problems?: readonly Problem[]
  readonly pid: number
  readonly stderrIsTerminal: boolean
}

/** The process's own surroundings, with a `.env` file from the working directory below the real environment. */
export function surroundings(): Surroundings {
  const { env, problems } = dotEnv('.env')
  return {
    env: { ...env, ...process.env },
    problems,
    pid: process.pid,
    stderrIsTerminal: process.stderr.isTTY,
  }
}

function dotEnv(file: string): { env: NodeJS.Dict<string>; problems: readonly Problem[] } {
  const refuse = (problem: Pick<Problem, 'code' | 'message' | 'help'>) => ({
    env: {},
    problems: [{ severity: 'error', file, ...problem }] as const,
  })
  try {
    // A byte order mark would be part of the first name, and UTF-16 has no name that is one of ours.
    const text = readFileSync(file, 'utf8').replace(/^\ufeff/, '')
    return NOT_UTF8.test(text) ? refuse(NOT_UTF8_FINDING) : { env: parseEnv(text), problems: [] }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    if (code === 'ENOENT') return { env: {}, problems: [] }
    return refuse({ code: 'env-unreadable', message: `cannot be read: ${code}` })
  }
}

/** Where templates of one's own are looked for; it need not be there. */
export const DEFAULT_TEMPLATES_DIR = 'templates'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/

/** Reads every setting and returns every mistake, not only the first. */
export function readSettings(flags: Flags, around: Surroundings): Settings | Problem[] {
  const problems: Problem[] = [...(around.problems ?? [])]
  const reader = new SettingReader(around.env, problems)
  const dryRun = flags.dryRun ?? false
  const host = flags.host ?? reader.text('HOST') ?? '127.0.0.1'
  const port = reader.number('PORT', flags.port, 8484, 0, 65_535)
  const callback = reader.credentials('CALLBACK')
  const console = reader.credentials('CONSOLE')
  const socketFd = reader.socketFd(around.pid)
  const database = reader.database(flags.database, dryRun)
  if (!LOOPBACK.test(host) || socketFd !== null) reader.requireCredentials(host, socketFd, callback, console)
  const settings: Settings = {
    host,
    port,
    adminPort: reader.adminPort(port),
    portIsDefault: flags.port === undefined && reader.text('PORT') === undefined,
    socketFd,
    foreignSocket: socketFd === null && reader.text('LISTEN_FDS') !== undefined,
    database,
    rulesFile: flags.rules ?? reader.text('RULES_FILE') ?? 'rules.yaml',
    templatesDir: flags.templates ?? reader.text('TEMPLATES_DIR') ?? DEFAULT_TEMPLATES_DIR,
    dryRun,
    samples: flags.samples ?? false,
    callback,
    console,
    slackToken: reader.secret('SLACK_BOT_TOKEN'),
    discordToken: reader.secret('DISCORD_BOT_TOKEN'),
    slackApiUrl: reader.url('SLACK_API_URL'),
    discordApiUrl: reader.url('DISCORD_API_URL'),
    secret: (source) => secretOf(source, around.env),
    proxy: reader.proxy(),
    // In Kubernetes the host name is the pod's, and no other replica has it.
    replicaName: reader.text('REPLICA_NAME') ?? (database?.kind === 'postgres' ? hostname() : 'herald'),
    drainSeconds: reader.number('DRAIN_SECONDS', undefined, 10, 0, 3600),
    retentionDays: reader.number('RETENTION_DAYS', undefined, 30, 1, 3650),
    auditDays: reader.number('AUDIT_DAYS', undefined, 400, 1, 36_500),
    retryHours: reader.number('RETRY_HOURS', undefined, 24, 1, 24 * 30),
    logLevel: reader.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    logFormat: reader.oneOf('LOG_FORMAT', ['json', 'text'], around.stderrIsTerminal ? 'text' : 'json'),
  }
  return problems.some((problem) => problem.severity === 'error') ? problems : settings
}

/** Every secret in use now, for the log's redaction. */
export function secretsOf(settings: Settings): string[] {
  const all = [settings.slackToken, settings.discordToken]
  for (const one of [settings.callback, settings.console]) all.push(...(one?.passwords ?? []))
  const values = all.map((secret) => secret()).filter((value) => value !== null)
  for (const address of Object.values(settings.proxy ?? {})) values.push(...passwordsIn(address))
  if (settings.database?.kind !== 'postgres') return values
  const { url, password } = settings.database.address()
  return [...values, ...passwordsIn(url), ...(password === null ? [] : [password])]
}
