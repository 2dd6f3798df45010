import type { DeliveryPlatform, Receipt } from './platform.ts'

/**
 * Where a person can read a message; null where the platform told too little (a Slack webhook, a forward).
 * Slack's own address is enough: it goes on to the workspace that the reader is signed in to. On Discord `@me` stands
 * in for the guild, which no answer names: it opens the right message, beside the list of direct messages.
 */
export function permalinkOf(
  platform: DeliveryPlatform,
  { channel, message, permalink }: Receipt,
): string | null {
  if (permalink !== undefined) return permalink
  if (channel === '' || message === '') return null
  if (platform === 'slack') return `https://slack.com/archives/${channel}/p${message.replace('.', '')}`
  return platform === 'discord' ? `https://discord.com/channels/@me/${channel}/${message}` : null
}
