import { readFileSync } from 'node:fs'
import { DISCORD_TOKEN } from './stand-in-discord.ts'
import { SLACK_TOKEN } from './stand-in-slack.ts'

type Environment = Readonly<Record<string, string | undefined>>

const NAME = /TOKEN|PASSWORD|SECRET|WEBHOOK|HOOK/
/** Addresses whose path is the secret. */
const WEBHOOK = /\/services\/|\/webhooks\//
/** Shorter ones are words that stand in a log by themselves. */
const LEAST = 8

/** Every secret that a process was given by its environment, in each form in which it may leak. */
function secretsOf(env: Environment): string[] {
  const found = Object.entries(env).flatMap(([name, value = '']) => {
    if (name.endsWith('_FILE')) return NAME.test(name) ? [contentOf(value)] : []
    return NAME.test(name) || WEBHOOK.test(value) ? [value] : [passwordIn(value)]
  })
  const pairs = ['CALLBACK', 'CONSOLE'].flatMap((kind) =>
    [`${kind}_PASSWORD`, `${kind}_PASSWORD_2`].map((name) => `${env[`${kind}_USERNAME`]}:${env[name] ?? ''}`),
  )
  const basic = pairs
    .filter((pair) => !pair.endsWith(':'))
    .map((pair) => Buffer.from(pair).toString('base64'))
  const all = [SLACK_TOKEN, DISCORD_TOKEN, ...found, ...basic].map((secret) => secret.trim())
  return [...new Set(all)].filter((secret) => secret.length >= LEAST)
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function passwordIn(value: string): string {
  return decodeURIComponent(URL.parse(value)?.password ?? '')
}

/**
 * What is wrong with the log of a process: a line with a secret, a message that is not constant or not lower-case, a
 * line about a delivery that does not name its event. Other output passes, but for secrets.
 */
export function wrongLines(output: string, env: Environment): string[] {
  const secrets = secretsOf(env)
  return output.split('\n').flatMap((line) => {
    const safe = secrets.reduce(
      (text, secret) => text.replaceAll(secret, '***').replaceAll(escaped(secret), '***'),
      line,
    )
    const wrong = safe === line ? mistakesIn(line) : ['holds a secret']
    return wrong.map((what) => `${what}: ${safe}`)
  })
}

function escaped(secret: string): string {
  return JSON.stringify(secret).slice(1, -1)
}

function mistakesIn(line: string): string[] {
  const fields = parsed(line)
  if (fields === null) return []
  const mistakes: string[] = []
  const { message, level, time } = fields
  if (typeof message !== 'string' || !/^[a-z][^\d"{}]*$/.test(message))
    mistakes.push('is no constant message')
  if (typeof level !== 'string' || typeof time !== 'string') mistakes.push('has no level or time')
  if ('delivery' in fields && !('event' in fields)) mistakes.push('names a delivery without its event')
  return mistakes
}

/** A line of the log, or null for what is said to a person. */
function parsed(line: string): Record<string, unknown> | null {
  if (!line.startsWith('{"level"')) return null
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    // The last line of a process that was killed.
    return null
  }
}
