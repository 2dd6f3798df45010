import type { SecretSource } from '../setting-reader.ts'
import { DeliveryError } from './platform.ts'

/** Where a person keeps a secret or an address: a variable, a file, or words that say it. Never the secret itself. */
export type Kept = SecretSource | string

/** Variables that may also be given as `<NAME>_FILE`; those that a rules file names are read as they are. */
const WITH_FILE = new Set(['SLACK_BOT_TOKEN', 'DISCORD_BOT_TOKEN'])

/** As a person says it: `EU_TOKEN`, `the file run/eu-token`. */
export function nameOfKept(at: Kept): string {
  if (typeof at === 'string') return at
  return 'env' in at ? at.env : `the file ${at.file}`
}

/** There is no secret where one should be: its account waits for it. */
export function missingSecret(at: Kept): DeliveryError {
  const name = nameOfKept(at)
  const isFile = typeof at === 'object' && 'file' in at
  const set = isFile ? `Write the secret to ${name}` : `Set ${name}${orFile(name)} and restart`
  return new DeliveryError({
    reason: 'not-configured',
    outcome: 'not-sent',
    detail: isFile ? `${name} cannot be read or is empty` : `${name} is not set`,
    help: `${set}, then replay it; or send it elsewhere by the rules of now: herald replay --reroute.`,
  })
}

function orFile(name: string): string {
  return WITH_FILE.has(name) ? ` (or ${name}_FILE)` : ''
}
