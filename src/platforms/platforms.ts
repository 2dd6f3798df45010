import type { DiscordOptions } from './discord/client.ts'
import type { DiscordWebhookOptions } from './discord/webhook.ts'
import type { ForwardOptions } from './forward/client.ts'
import type { InboxOptions } from './inbox/client.ts'
import type { Platform } from './platform.ts'
import type { SlackOptions } from './slack/client.ts'
import type { SlackWebhookOptions } from './slack/webhook.ts'

/** What each way to post needs to be opened. */
export interface PlatformOptions {
  readonly slack: SlackOptions
  readonly 'slack-webhook': SlackWebhookOptions
  readonly discord: DiscordOptions
  readonly 'discord-webhook': DiscordWebhookOptions
  readonly inbox: InboxOptions
  readonly forward: ForwardOptions
}

// Each import waits until a channel needs it: discord.js costs 0.3-0.9 s and 40-50 MB, @slack/web-api 60 ms and 8 MB.
const OPEN: { readonly [N in keyof PlatformOptions]: (options: PlatformOptions[N]) => Promise<Platform> } = {
  slack: async (options) => (await import('./slack/client.ts')).slackPlatform(options),
  'slack-webhook': async (options) => (await import('./slack/webhook.ts')).slackWebhook(options),
  discord: async (options) => (await import('./discord/client.ts')).discordPlatform(options),
  'discord-webhook': async (options) => (await import('./discord/webhook.ts')).discordWebhook(options),
  inbox: async (options) => (await import('./inbox/client.ts')).inboxPlatform(options),
  forward: async (options) => (await import('./forward/client.ts')).forwardPlatform(options),
}

/** Opens a platform; its client library is loaded only now. */
export function openPlatform<N extends keyof PlatformOptions>(
  name: N,
  options: PlatformOptions[N],
): Promise<Platform> {
  return OPEN[name](options)
}
