import { ask, NotAnswered } from './ask.ts'
import { type Overwrite, permissionsIn } from './permissions.ts'

/** A channel as Discord tells of it. */
export interface DiscordChannel {
  readonly id: string
  readonly name: string
  readonly type: number
  /** What the bot may do in it; null where it could not be worked out. */
  readonly permissions: bigint | null
}

/** Discord refused; the message is its code, or its status where it has none. */
export class DiscordSaysNo extends Error {
  override readonly name = 'DiscordSaysNo'
  readonly status: number
  readonly code: number

  constructor(status: number, code: number) {
    super(String(code || status))
    this.status = status
    this.code = code
  }
}

/** What can be asked with one bot token. Each throws DiscordSaysNo or NotAnswered. */
export interface DiscordSurvey {
  readonly identity: () => Promise<{ readonly id: string; readonly name: string }>
  readonly channel: (id: string, bot: string) => Promise<DiscordChannel>
}

interface Guild {
  readonly roles: readonly { readonly id: string; readonly permissions: string }[]
  readonly mine: readonly string[]
}

const OWN_API = 'https://discord.com/api'
/** A thread has the permissions of its channel. */
const THREADS: ReadonlySet<number> = new Set([10, 11, 12])

/** Looks at what a bot can reach; posts nothing. @param apiUrl base without the version; Discord's own when null */
export function surveyDiscord(token: string, apiUrl: string | null): DiscordSurvey {
  const base = `${(apiUrl ?? OWN_API).replace(/\/+$/, '')}/v10`
  const guilds = new Map<string, Promise<Guild>>()
  const get = (path: string): Promise<Readonly<Record<string, unknown>>> =>
    askDiscord(new URL(base + path), `Bot ${token}`)

  async function guildOf(id: string, bot: string): Promise<Guild> {
    const [{ roles }, member] = await Promise.all([get(`/guilds/${id}`), get(`/guilds/${id}/members/${bot}`)])
    return { roles: roles as Guild['roles'], mine: member['roles'] as string[] }
  }

  async function permissionsOf(
    channel: Readonly<Record<string, unknown>>,
    bot: string,
  ): Promise<bigint | null> {
    const { guild_id: guildId, parent_id: parentId, type } = channel
    if (typeof guildId !== 'string') return null
    try {
      const guild = guilds.get(guildId) ?? guildOf(guildId, bot)
      guilds.set(guildId, guild)
      const holder = THREADS.has(Number(type)) ? await get(`/channels/${String(parentId)}`) : channel
      const overwrites = holder['permission_overwrites'] as readonly Overwrite[]
      return permissionsIn({ guildId, bot, ...(await guild), overwrites })
    } catch {
      return null
    }
  }

  return {
    async identity() {
      const { id, username } = await get('/users/@me')
      return { id: String(id), name: String(username) }
    },
    async channel(id, bot) {
      const found = await get(`/channels/${id}`)
      return {
        id,
        name: typeof found['name'] === 'string' ? found['name'] : '',
        type: Number(found['type'] ?? 0),
        permissions: await permissionsOf(found, bot),
      }
    },
  }
}

/** A webhook by its whole URL, which is its secret: it tells what it belongs to. @throws DiscordSaysNo, NotAnswered */
export async function surveyDiscordWebhook(url: URL): Promise<{ readonly channel: string }> {
  const bare = new URL(url.pathname, url)
  return { channel: String((await askDiscord(bare))['channel_id']) }
}

async function askDiscord(url: URL, authorization?: string): Promise<Readonly<Record<string, unknown>>> {
  const answer = await ask(authorization === undefined ? { url } : { url, authorization })
  if (answer.status === 200) return answer.body
  const { code } = answer.body
  if (typeof code !== 'number' && answer.status !== 401) throw new NotAnswered(`HTTP ${answer.status}`)
  throw new DiscordSaysNo(answer.status, Number(code ?? 0))
}
