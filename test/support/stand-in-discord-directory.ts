import type { StandInRequest } from './stand-in.ts'
import type { Answer } from './stand-in-faults.ts'

/** What Discord tells of guilds, channels and webhooks to who only looks. */
export interface DiscordDirectory {
  readonly channels: readonly {
    readonly id: string
    readonly type?: number
    readonly parent_id?: string
    readonly permission_overwrites?: readonly {
      readonly id: string
      readonly allow: string
      readonly deny: string
    }[]
  }[]
  /** Of the one guild; the bot, user 1, has those of `mine`. */
  readonly roles: readonly { readonly id: string; readonly permissions: string }[]
  readonly mine: readonly string[]
}

export const GUILD = '900000000000000001'
const LOOKS = /^\/api\/v10\/(channels|guilds)\/(\d+)(\/members\/1)?$/
const WEBHOOK = /^\/api\/webhooks\/(\d+)\/[\w-]+$/

/** A channel, a guild, the bot's membership in it; null for anything else. */
export function answerDiscordDirectory(
  { method, url }: StandInRequest,
  directory: DiscordDirectory | undefined,
): Answer | null {
  const [, kind, id, member] = LOOKS.exec(url.pathname) ?? []
  if (directory === undefined || method !== 'GET' || kind === undefined) return null
  if (kind === 'channels') {
    const found = directory.channels.find((one) => one.id === id)
    if (found === undefined) return json(404, { message: 'Unknown Channel', code: 10003 })
    return json(200, { type: 0, name: `name-${id}`, guild_id: GUILD, permission_overwrites: [], ...found })
  }
  if (id !== GUILD) return json(404, { message: 'Unknown Guild', code: 10004 })
  return json(200, member === undefined ? { roles: directory.roles } : { roles: directory.mine })
}

/** What a webhook that is there tells of itself; null unless it was asked to. */
export function answerWebhookLook({ method, url }: StandInRequest, channel: string): Answer | null {
  const id = WEBHOOK.exec(url.pathname)?.[1]
  return method === 'GET' && id !== undefined ? json(200, { id, channel_id: channel, guild_id: GUILD }) : null
}

function json(status: number, value: object): Answer {
  return { status, body: JSON.stringify(value) }
}
