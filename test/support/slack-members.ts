import { isBag, type Check } from './rule-check.ts'

const BLOCK = 'type block_id'
const INLINE = 'type style'
const STYLE = 'bold italic strike underline code'
/** A mention may not look like code; Slack says so of each. */
const MENTION = 'bold italic strike underline highlight client_highlight unlink'

/** The members each object may have, by its `type`: Slack refuses any other (@slack/types 3.2). */
const MEMBERS: Readonly<Record<string, string>> = {
  header: `${BLOCK} text`,
  section: `${BLOCK} text fields accessory expand`,
  context: `${BLOCK} elements`,
  actions: `${BLOCK} elements`,
  divider: BLOCK,
  rich_text: `${BLOCK} elements`,
  plain_text: 'type text emoji',
  mrkdwn: 'type text verbatim',
  button: 'type text action_id url value style confirm accessibility_label',
  rich_text_section: 'type elements',
  rich_text_list: 'type elements style indent offset border',
  rich_text_quote: 'type elements border',
  rich_text_preformatted: 'type elements border language',
  text: `${INLINE} text`,
  link: `${INLINE} url text unsafe`,
  emoji: `${INLINE} name unicode url skin_tone`,
  date: `${INLINE} timestamp format url fallback`,
  user: `${INLINE} user_id`,
  usergroup: `${INLINE} usergroup_id`,
  broadcast: `${INLINE} range`,
}
const STYLES: Readonly<Record<string, string>> = {
  text: STYLE,
  link: STYLE,
  emoji: STYLE,
  date: STYLE,
  user: MENTION,
  usergroup: MENTION,
  broadcast: MENTION,
}

/** Notes every member of an object and of what it holds that Slack does not know there. */
export function checkMembers(value: unknown, path: string, check: Check): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkMembers(item, `${path}/${index}`, check)
  }
  if (!isBag(value)) return
  const type = String(value['type'])
  only(Object.keys(value), MEMBERS[type], path, check)
  const { style } = value
  if (isBag(style)) only(Object.keys(style), STYLES[type], `${path}/style`, check)
  for (const [name, member] of Object.entries(value)) {
    if (name !== 'style') checkMembers(member, `${path}/${name}`, check)
  }
}

/** An object of a type that is not known is refused for its type. */
function only(names: readonly string[], known: string | undefined, path: string, check: Check): void {
  if (known === undefined) return
  for (const name of names) {
    if (!known.split(' ').includes(name)) check.say(path, `invalid additional property: ${name}`)
  }
}
