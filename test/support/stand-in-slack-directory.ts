import type { StandInRequest } from './stand-in.ts'
import type { Answer } from './stand-in-faults.ts'

/** What Slack tells of a workspace to who only looks. */
export interface SlackDirectory {
  /** Of the token, with commas. */
  readonly scopes: string
  readonly channels: readonly SlackEntry[]
  /** Seconds that Slack's clock is ahead of ours. */
  readonly aheadSeconds?: number
}

interface SlackEntry {
  readonly id: string
  readonly name: string
  readonly is_archived?: boolean
  /** True when absent. */
  readonly is_member?: boolean
  readonly is_private?: boolean
}

/** api.test, which needs no token and tells the time; null for any other call. */
export function answerApiTest({ url }: StandInRequest, directory: SlackDirectory | undefined): Answer | null {
  if (url.pathname !== '/api/api.test') return null
  const date = new Date(Date.now() + (directory?.aheadSeconds ?? 0) * 1_000).toUTCString()
  return { status: 200, headers: { date }, body: '{"ok":true}' }
}

/** auth.test with scopes, conversations.info and .list, users.conversations; null for any other call. */
export function answerDirectory(
  method: string,
  form: Readonly<Record<string, string>>,
  directory: SlackDirectory | undefined,
): Answer | null {
  if (directory === undefined) return null
  const { channels, scopes } = directory
  const json = (value: object): Answer => ({
    status: 200,
    headers: { 'x-oauth-scopes': scopes },
    body: JSON.stringify(value),
  })
  const shown = channels.map((one) => Object.assign({ is_archived: false, is_member: true }, one))
  const page = (found: typeof shown): Answer => {
    const from = Number(form['cursor'] ?? '0')
    const next = from + 2 < found.length ? String(from + 2) : ''
    // Slack gives fewer than asked for.
    return json({ ok: true, channels: found.slice(from, from + 2), response_metadata: { next_cursor: next } })
  }
  switch (method) {
    case 'auth.test':
      return json({ ok: true, team: 'Stand-in', user: 'herald', user_id: 'U1' })
    case 'users.conversations':
      return page(shown.filter(({ is_member }) => is_member))
    case 'conversations.list':
      return page(shown.filter(({ is_private }) => is_private !== true))
    case 'conversations.info': {
      const found = shown.find(
        ({ id, is_private, is_member }) => id === form['channel'] && (is_member || is_private !== true),
      )
      return found === undefined
        ? json({ ok: false, error: 'channel_not_found' })
        : json({ ok: true, channel: found })
    }
    default:
      return null
  }
}
