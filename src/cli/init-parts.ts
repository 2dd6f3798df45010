import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageFile } from '../package-files.ts'

/** What can be deployed with, by its flag. */
export const PARTS = ['docker', 'compose', 'k8s', 'systemd', 'grafana', 'slackManifest'] as const
export type Part = (typeof PARTS)[number]

/** A file that `init` writes, relative to the working directory. */
export interface InitFile {
  readonly path: string
  readonly text: string
  /** Never written over, not even by force: what was set up with it would stop. */
  readonly isSecret?: true
}

const DEPLOY = packageFile('src/deploy')

/** Where each part's files go. An image is built for compose and Kubernetes too. */
const FOLDERS: Readonly<Record<Part, readonly (readonly [from: string, to: string])[]>> = {
  docker: [['docker', '.']],
  compose: [
    ['docker', '.'],
    ['compose', '.'],
  ],
  k8s: [
    ['docker', '.'],
    ['k8s', '.'],
  ],
  systemd: [['systemd', 'systemd']],
  grafana: [['grafana', 'grafana']],
  slackManifest: [['slack', 'slack']],
}

const TOKENS = { slack: 'slack_bot_token', discord: 'discord_bot_token' } as const
export type ChatPlatform = keyof typeof TOKENS

/**
 * The files of some parts, and the secrets they read. A line that names the token of a platform that is not used is
 * left out: Herald refuses to start on a secret's file that is empty.
 */
export function partFiles(parts: readonly Part[], platforms: ReadonlySet<ChatPlatform>): InitFile[] {
  const folders = new Map(parts.flatMap((part) => FOLDERS[part].map(([from, to]) => [from, to])))
  const unused = (['slack', 'discord'] as const).filter((platform) => !platforms.has(platform))
  const texts = [...folders].flatMap(([from, to]) =>
    filesIn(from).map((file) => ({
      path: join(to, file),
      text: readFileSync(join(DEPLOY, from, file), 'utf8'),
    })),
  )
  const files = texts.map(({ path, text }) => ({ path, text: withoutTokens(text, unused) }))
  return [...files, ...secretFiles(parts, platforms)]
}

/** `.env.example` in the language of the answers. */
export function environmentExample(language: string): InitFile {
  return { path: '.env.example', text: readFileSync(join(DEPLOY, 'env', `${language}.env`), 'utf8') }
}

/** A part that has no files in this package has none to write. */
function filesIn(folder: string): string[] {
  try {
    const entries = readdirSync(join(DEPLOY, folder), { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(DEPLOY, folder).length + 1))
      .sort()
  } catch {
    return []
  }
}

function withoutTokens(text: string, platforms: readonly ChatPlatform[]): string {
  const names = platforms.map((platform) => TOKENS[platform])
  return text
    .split('\n')
    .filter((line) => !names.some((name) => line.toLowerCase().includes(name)))
    .join('\n')
}

/** Passwords are made up, tokens are to be written in. */
function secretFiles(parts: readonly Part[], platforms: ReadonlySet<ChatPlatform>): InitFile[] {
  if (!parts.some((part) => part === 'compose' || part === 'k8s' || part === 'systemd')) return []
  return [
    secret('callback_password', password()),
    secret('console_password', password()),
    ...[...platforms].map((platform) => secret(TOKENS[platform], '')),
    ...(parts.includes('k8s') ? [secret('database_url', DATABASE)] : []),
  ]
}

function secret(name: string, text: string): InitFile {
  return { path: `secrets/${name}`, text, isSecret: true }
}

const DATABASE = 'postgres://herald:change-me@postgres.example.com:5432/herald'

/** 144 bits, in letters that need no quotes in kylin.properties; no newline, which Prometheus would send too. */
function password(): string {
  return randomBytes(18).toString('base64url')
}
