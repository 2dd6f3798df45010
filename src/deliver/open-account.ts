import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Platform } from '../platforms/platform.ts'
import { openPlatform } from '../platforms/platforms.ts'
import type { Account } from '../rules/rules.ts'
import type { Settings } from '../settings.ts'

type SettingsUsed = 'slackToken' | 'slackApiUrl' | 'discordToken' | 'discordApiUrl' | 'secret'

export type AccountOptions = Pick<Settings, SettingsUsed> & {
  readonly log: Log
  readonly clock: Clock
}

/** Opens a client of its own for an account: a bot with its token, or a webhook with its URL. */
export function openAccount(account: Account, options: AccountOptions): Promise<Platform> {
  const { log, clock } = options
  const { kind, platform, secret } = account
  const source = secret === null ? null : options.secret(secret)
  const keptAt = secret ?? { env: `${platform.toUpperCase()}_BOT_TOKEN` }
  if (platform === 'slack') {
    const token = source ?? options.slackToken
    return kind === 'webhook'
      ? openPlatform('slack-webhook', { url: token, keptAt })
      : openPlatform('slack', { log, token, keptAt, ...apiUrl(options.slackApiUrl) })
  }
  const token = source ?? options.discordToken
  return kind === 'webhook'
    ? openPlatform('discord-webhook', { url: token, keptAt, elapsed: clock.elapsed })
    : openPlatform('discord', { log, token, keptAt, ...apiUrl(options.discordApiUrl) })
}

function apiUrl(address: string | null): { apiUrl?: string } {
  return address === null ? {} : { apiUrl: address }
}
