/** Who a message calls, as text and as Discord's leave to call them. */
export interface DiscordMentions {
  /** For `content`, e.g. `<@&998877665544332211> `; '' for nobody. */
  readonly text: string
  readonly allowed: Readonly<Record<string, readonly string[]>>
}

/** More would hide the message behind its mentions. */
const MAX_MENTIONS = 20

/** The mentions of a rule: `role:…`, `user:…`, or a word for everybody. Others are left out. */
export function discordMentions(ids: readonly string[]): DiscordMentions {
  const users = new Set<string>()
  const roles = new Set<string>()
  const texts = new Set<string>()
  for (const id of ids) {
    if (texts.size === MAX_MENTIONS) break
    const [, kind, digits] = /^(role|user):(\d{1,20})$/.exec(id) ?? []
    if (digits !== undefined) {
      ;(kind === 'role' ? roles : users).add(digits)
      texts.add(kind === 'role' ? `<@&${digits}>` : `<@${digits}>`)
    } else if (id === 'here') texts.add('@here')
    else if (id === 'channel' || id === 'everyone') texts.add('@everyone')
  }
  const all = texts.has('@here') || texts.has('@everyone')
  return {
    text: [...texts].map((text) => `${text} `).join(''),
    allowed: { parse: all ? ['everyone'] : [], users: [...users], roles: [...roles] },
  }
}
