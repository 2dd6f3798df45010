import type { PlatformName } from '../rules/rules.ts'
import type { DiscordOptions } from './discord/client.ts'
import type { InboxOptions } from './inbox/client.ts'
import type { Platform } from './platform.ts'
import type { SlackOptions } from './slack/client.ts'

/** What each platform needs to be opened. */
export interface PlatformOptions {
  readonly slack: SlackOptions
  readonly discord: DiscordOptions
  readonly inbox: InboxOptions
}

// Each import waits until a channel needs it: discord.js costs 0.3-0.9 s and 40-50 MB, @slack/web-api 60 ms and 8 MB.
const OPEN: { readonly [N in PlatformName]: (options: PlatformOptions[N]) => Promise<Platform> } = {
  slack: async (options) => (await import('./slack/client.ts')).slackPlatform(options),
  discord: async (options) => (await import('./discord/client.ts')).discordPlatform(options),
  inbox: async (options) => (await import('./inbox/client.ts')).inboxPlatform(options),
}

/** Opens a platform; its client library is loaded only now. */
export function openPlatform<N extends PlatformName>(
  name: N,
  options: PlatformOptions[N],
): Promise<Platform> {
  return OPEN[name](options)
}
