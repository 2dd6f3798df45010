import { ask, type Asked, NotAnswered } from './ask.ts'

/** A channel as Slack tells of it. */
export interface SlackChannel {
  readonly id: string
  readonly name: string
  readonly archived: boolean
  /** Whether the bot is in it. */
  readonly member: boolean
}

/** What Slack says of a token. */
interface SlackIdentity {
  readonly team: string
  readonly bot: string
  /** Null where Slack did not say. */
  readonly scopes: ReadonlySet<string> | null
}

/** Slack answered `ok: false`; the message is its code, e.g. invalid_auth. */
export class SlackSaysNo extends Error {
  override readonly name = 'SlackSaysNo'
}

/** What can be asked of a workspace with one token. Each throws SlackSaysNo or NotAnswered. */
export interface SlackSurvey {
  readonly identity: () => Promise<SlackIdentity>
  /** Channels that the bot is in, public and private. */
  readonly own: () => Promise<readonly SlackChannel[]>
  /** Public channels of the workspace, at most 10,000. */
  readonly all: () => Promise<readonly SlackChannel[]>
  readonly channel: (id: string) => Promise<SlackChannel>
}

const PAGE = '1000'
const MOST_PAGES = 10
const OWN_API = 'https://slack.com/api/'

/** Looks at a workspace; posts nothing. @param apiUrl base of the methods; Slack's own when null */
export function surveySlack(token: string, apiUrl: string | null): SlackSurvey {
  async function call(method: string, form: Readonly<Record<string, string>>): Promise<Asked> {
    const base = (apiUrl ?? OWN_API).replace(/\/*$/, '/')
    const url = new URL(method, base)
    // A call without any argument has an empty body, which some servers refuse.
    const answer = await ask({ url, method: 'POST', authorization: `Bearer ${token}`, form })
    if (answer.status === 429) throw new SlackSaysNo('ratelimited')
    if (answer.body['ok'] === true) return answer
    const { error } = answer.body
    if (typeof error === 'string' && /^[a-z_]{1,60}$/.test(error)) throw new SlackSaysNo(error)
    throw new NotAnswered(`HTTP ${answer.status}, not from Slack`)
  }
  async function pages(
    method: string,
    form: Readonly<Record<string, string>>,
    isMember: boolean,
  ): Promise<SlackChannel[]> {
    const found: SlackChannel[] = []
    let cursor = ''
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { body } = await call(method, {
        ...form,
        limit: PAGE,
        ...(cursor === '' ? {} : { cursor }),
      })
      const { channels, response_metadata: more } = body
      if (Array.isArray(channels)) found.push(...channels.map((one: unknown) => channelOf(one, isMember)))
      cursor = textOf((more as { next_cursor?: unknown } | undefined)?.next_cursor)
      if (cursor === '') break
    }
    return found
  }
  return {
    async identity() {
      const { body, headers } = await call('auth.test', { probe: 'true' })
      const scopes = headers['x-oauth-scopes']
      return {
        team: textOf(body['team']) || textOf(body['team_id']),
        bot: textOf(body['user']) || textOf(body['user_id']),
        scopes: typeof scopes === 'string' ? new Set(scopes.split(',').map((scope) => scope.trim())) : null,
      }
    },
    own: () => pages('users.conversations', { types: 'public_channel,private_channel' }, true),
    all: () => pages('conversations.list', { types: 'public_channel' }, false),
    async channel(id) {
      const { body } = await call('conversations.info', { channel: id })
      return channelOf(body['channel'], false)
    },
  }
}

function channelOf(one: unknown, isMember: boolean): SlackChannel {
  const { id, name, is_archived, is_member } = one as Readonly<Record<string, unknown>>
  return {
    id: textOf(id),
    name: textOf(name),
    archived: is_archived === true,
    member: is_member === undefined ? isMember : is_member === true,
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
