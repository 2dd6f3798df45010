import { discordProblems } from '../../support/discord-rules.ts'
import { slackProblems } from '../../support/slack-rules.ts'
import { WEBHOOK_CHANNEL } from '../../support/stand-in-discord.ts'
import { SLACK_WEBHOOK } from '../../support/slack-webhooks.ts'
import type { StandIn } from '../../support/stand-in.ts'
import type { Scene, SceneOptions } from '../crash/scene.ts'

/** A channel in which a story or a storm is told. */
export interface Told {
  readonly name: string
  readonly platform: 'slack' | 'discord'
  /** As the stand-in names it. */
  readonly place: string
  /** As rules name it. */
  readonly to: string
}

const DISCORD_PLACE = '200000000000000001'

export const SLACK: Told = { name: 'Slack', platform: 'slack', place: '#sales', to: 'to: "slack:#sales"' }
export const DISCORD: Told = {
  name: 'Discord',
  platform: 'discord',
  place: DISCORD_PLACE,
  to: `to: "discord:${DISCORD_PLACE}"`,
}
export const SLACK_HOOK: Told = {
  name: 'a Slack webhook',
  platform: 'slack',
  place: SLACK_WEBHOOK,
  to: 'to: slack-webhook, url: { env: HOOK }',
}
export const DISCORD_HOOK: Told = {
  name: 'a Discord webhook',
  platform: 'discord',
  place: WEBHOOK_CHANNEL,
  to: 'to: discord-webhook, url: { env: HOOK }',
}

/** Both platforms with their rules for messages, and with Slack's limit for chat.update. */
export const STRICT: Pick<SceneOptions, 'slack' | 'discord'> = {
  slack: { validate: slackProblems, updatesPerMinute: 50 },
  discord: { validate: discordProblems },
}

export function standInOf({ platform }: Told, scene: Scene): StandIn {
  return scene[platform]
}

/** What the bridge needs to find the webhook. */
export function hookOf(
  { platform }: Told,
  { slack, discord }: Scene,
): { readonly env: { readonly HOOK: string } } {
  return { env: { HOOK: platform === 'slack' ? slack.webhookUrl : discord.webhookUrl } }
}
