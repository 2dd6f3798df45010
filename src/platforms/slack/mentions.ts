import type { Inline } from './blocks.ts'

/** Who a message calls, in both of Slack's ways to say it. */
export interface SlackMention {
  readonly inline: Inline
  /** For `text`, e.g. `<!subteam^S0ABC12345>`. */
  readonly sequence: string
}

/** More would hide the message behind its mentions. */
const MAX_MENTIONS = 20

/** The mentions of a rule: `S…` a group, `U…` or `W…` a person, or a word for everybody. Others are left out. */
export function slackMentions(ids: readonly string[]): readonly SlackMention[] {
  return ids
    .map((id) => mentionOf(id))
    .filter((mention) => mention !== null)
    .slice(0, MAX_MENTIONS)
}

function mentionOf(id: string): SlackMention | null {
  if (id === 'here' || id === 'channel' || id === 'everyone') {
    return { inline: { type: 'broadcast', range: id }, sequence: `<!${id}>` }
  }
  if (/^S[A-Z0-9]{1,20}$/.test(id)) {
    return { inline: { type: 'usergroup', usergroup_id: id }, sequence: `<!subteam^${id}>` }
  }
  if (/^[UW][A-Z0-9]{1,20}$/.test(id)) {
    return { inline: { type: 'user', user_id: id }, sequence: `<@${id}>` }
  }
  return null
}
