import type { Problem } from '../problem.ts'
import type { Rules } from '../rules/rules.ts'
import type { SecretSource } from '../setting-reader.ts'
import { secretsOf, type Settings } from '../settings.ts'

interface Needed {
  /** What needs it, as a person knows it: `channel "ops"`, `cluster "prod"`. */
  readonly by: string
  /** Null: the platform's own token from the environment. */
  readonly source: SecretSource | null
  readonly platform: 'slack' | 'discord' | null
}

/** Secrets that the rules name and that nobody gave; none in a dry run, which posts nothing. */
export function missingSecrets(rules: Rules, settings: Settings): Problem[] {
  if (settings.dryRun) return []
  return neededBy(rules).flatMap(({ by, source, platform }): Problem[] => {
    if (valueOf(source, platform, settings) !== null) return []
    const token = platform === null ? '' : `${platform.toUpperCase()}_BOT_TOKEN`
    const [what, help] =
      source === null
        ? [
            `${token}, which is not set`,
            `Set ${token} or ${token}_FILE, or try the rules without: --dry-run.`,
          ]
        : 'env' in source
          ? [`the variable ${source.env}, which is not set`, `Set ${source.env} and restart.`]
          : [`the file ${source.file}, which cannot be read or is empty`, 'Write the secret into it.']
    const file = settings.rulesFile
    return [{ severity: 'error', code: 'missing-secret', message: `${by} needs ${what}`, file, help }]
  })
}

/** Every secret in use now, for the log's redaction. */
export function secretsInUse(settings: Settings, rules: Rules): string[] {
  const named = neededBy(rules).map(({ source }) => (source === null ? null : settings.secret(source)()))
  return [...secretsOf(settings), ...named.filter((value) => value !== null)]
}

function neededBy({ accounts, channels, clusters }: Rules): Needed[] {
  const byAccounts = [...accounts.values()].flatMap((account): Needed[] => {
    const channel = [...channels.values()].find((one) => one.account === account.name)
    const { secret: source, platform } = account
    return channel === undefined ? [] : [{ by: `channel "${channel.name}"`, source, platform }]
  })
  const byClusters = [...clusters.values()].flatMap(({ name, credentials, forward }): Needed[] => {
    const passwords = credentials?.passwords ?? []
    const forwards = forward === null || typeof forward === 'string' ? [] : [forward]
    const by = `cluster "${name}"`
    return [...passwords, ...forwards].map((source) => ({ by, source, platform: null }))
  })
  return [...byAccounts, ...byClusters]
}

function valueOf(
  source: SecretSource | null,
  platform: Needed['platform'],
  settings: Settings,
): string | null {
  if (source !== null) return settings.secret(source)()
  return platform === 'discord' ? settings.discordToken() : settings.slackToken()
}
