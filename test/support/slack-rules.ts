import { isAddress, isBag, newCheck, type Bag, type Check } from './rule-check.ts'
import { checkMembers } from './slack-members.ts'

/** What Slack is known to accept in all blocks together; it refuses somewhere above (bolt-js#2509). */
const ALL_TEXT = 9000
const ALL_JSON = 15_000

/** What Slack would refuse in the body of chat.postMessage, each with its place; [] when it is fine. */
export function slackProblems(payload: Bag): readonly string[] {
  const check = newCheck()
  const { blocks, attachments, text, metadata } = payload
  if (text !== undefined) check.text(text, '/text', 1, 40_000)
  if (text === undefined && blocks === undefined && attachments === undefined) check.say('/text', 'no_text')
  const ids = new Set<string>()
  const all: Bag[] = []
  if (blocks !== undefined) all.push(...checkBlocks(blocks, '/blocks', ids, check))
  if (attachments !== undefined) {
    for (const [index, attachment] of check.list(attachments, '/attachments', 1, 20).entries()) {
      const path = `/attachments/${index}`
      all.push(...checkBlocks(attachment['blocks'], `${path}/blocks`, ids, check))
      if (attachment['text'] !== undefined) check.say(`${path}/text`, 'stands beside blocks')
      if (!/^(#[0-9A-Fa-f]{6}|good|warning|danger)$/.test(String(attachment['color']))) {
        check.say(`${path}/color`, 'must be a colour')
      }
    }
  }
  if (textLength(all) > ALL_TEXT || JSON.stringify(all).length > ALL_JSON) {
    check.say('/blocks', 'msg_blocks_too_long')
  }
  if (metadata !== undefined) checkMetadata(metadata, check)
  return check.problems
}

function checkMetadata(metadata: unknown, check: Check): void {
  const { event_type: type, event_payload: payload } = isBag(metadata) ? metadata : {}
  check.text(type, '/metadata/event_type', 1, 255)
  if (!isBag(payload)) check.say('/metadata/event_payload', 'must be an object')
  if (JSON.stringify(metadata).length > 1000) check.say('/metadata', 'metadata_too_large')
}

function checkBlocks(value: unknown, path: string, ids: Set<string>, check: Check): readonly Bag[] {
  const blocks = check.list(value, path, 1, 50)
  checkMembers(value, path, check)
  for (const [index, block] of blocks.entries()) {
    const at = `${path}/${index}`
    if (block['block_id'] !== undefined) checkId(block['block_id'], `${at}/block_id`, ids, check)
    checkBlock(block, at, ids, check)
  }
  return blocks
}

function checkBlock(block: Bag, path: string, ids: Set<string>, check: Check): void {
  switch (block['type']) {
    case 'header':
      return checkText(block['text'], `${path}/text`, 150, ['plain_text'], check)
    case 'section':
      return checkSection(block, path, ids, check)
    case 'context':
      for (const [index, element] of check.list(block['elements'], `${path}/elements`, 1, 10).entries()) {
        checkText(element, `${path}/elements/${index}`, 3000, ['plain_text', 'mrkdwn'], check)
      }
      return
    case 'actions':
      for (const [index, element] of check.list(block['elements'], `${path}/elements`, 1, 25).entries()) {
        checkButton(element, `${path}/elements/${index}`, ids, check)
      }
      return
    case 'rich_text':
      for (const [index, element] of check.list(block['elements'], `${path}/elements`, 1, 50).entries()) {
        checkRichText(element, `${path}/elements/${index}`, check)
      }
      return
    case 'divider':
      return
    default:
      return check.say(`${path}/type`, `unsupported type: ${String(block['type'])}`)
  }
}

function checkSection(block: Bag, path: string, ids: Set<string>, check: Check): void {
  const { text, fields, accessory } = block
  if (text === undefined && fields === undefined) check.say(path, 'must have text or fields')
  if (text !== undefined) checkText(text, `${path}/text`, 3000, ['plain_text', 'mrkdwn'], check)
  if (accessory !== undefined) checkButton(isBag(accessory) ? accessory : {}, `${path}/accessory`, ids, check)
  if (fields === undefined) return
  for (const [index, field] of check.list(fields, `${path}/fields`, 1, 10).entries()) {
    checkText(field, `${path}/fields/${index}`, 2000, ['plain_text', 'mrkdwn'], check)
  }
}

function checkText(value: unknown, path: string, most: number, types: readonly string[], check: Check): void {
  const { type, text, emoji } = isBag(value) ? value : {}
  check.oneOf(type, `${path}/type`, types)
  check.text(text, `${path}/text`, 1, most)
  if (emoji !== undefined && (typeof emoji !== 'boolean' || type !== 'plain_text')) {
    check.say(`${path}/emoji`, 'must be a boolean of a plain_text')
  }
}

function checkButton(button: Bag, path: string, ids: Set<string>, check: Check): void {
  check.oneOf(button['type'], `${path}/type`, ['button'])
  checkText(button['text'], `${path}/text`, 75, ['plain_text'], check)
  if (button['action_id'] !== undefined) checkId(button['action_id'], `${path}/action_id`, ids, check)
  if (button['url'] !== undefined && !isAddress(button['url'], 3000))
    check.say(`${path}/url`, 'must be an address')
  if (button['value'] !== undefined) check.text(button['value'], `${path}/value`, 1, 2000)
  if (button['style'] !== undefined) check.oneOf(button['style'], `${path}/style`, ['primary', 'danger'])
}

function checkId(value: unknown, path: string, ids: Set<string>, check: Check): void {
  check.text(value, path, 1, 255)
  if (ids.has(String(value))) check.say(path, 'must differ from every other')
  ids.add(String(value))
}

function checkRichText(element: Bag, path: string, check: Check): void {
  const types = ['rich_text_section', 'rich_text_preformatted', 'rich_text_quote', 'rich_text_list']
  check.oneOf(element['type'], `${path}/type`, types)
  if (element['type'] === 'rich_text_list') {
    check.oneOf(element['style'], `${path}/style`, ['bullet', 'ordered'])
  }
  // Slack takes a section with nothing in it (python-slack-sdk#1576).
  for (const [index, part] of check.list(element['elements'], `${path}/elements`, 0, 500).entries()) {
    const at = `${path}/elements/${index}`
    if (element['type'] === 'rich_text_list') checkRichText(part, at, check)
    else if (element['type'] === 'rich_text_preformatted')
      check.oneOf(part['type'], `${at}/type`, ['text', 'link'])
    checkInline(part, at, check)
  }
}

function checkInline(part: Bag, path: string, check: Check): void {
  switch (part['type']) {
    case 'text': {
      // A blank is text enough here: it stands between two mentions.
      if (typeof part['text'] !== 'string' || part['text'] === '')
        check.say(`${path}/text`, 'must not be empty')
      return
    }
    case 'link':
      if (!isAddress(part['url'], 3000)) check.say(`${path}/url`, 'must be an address')
      return
    case 'date':
      check.text(part['format'], `${path}/format`, 1, 3000)
      check.text(part['fallback'], `${path}/fallback`, 1, 3000)
      if (!Number.isInteger(part['timestamp'])) check.say(`${path}/timestamp`, 'must be an integer')
      return
    case 'emoji':
      return check.text(part['name'], `${path}/name`, 1, 100)
    case 'user':
      if (!/^[UW][A-Z0-9]+$/.test(String(part['user_id']))) check.say(`${path}/user_id`, 'must be an id')
      return
    case 'usergroup':
      if (!/^S[A-Z0-9]+$/.test(String(part['usergroup_id'])))
        check.say(`${path}/usergroup_id`, 'must be an id')
      return
    case 'broadcast':
      return check.oneOf(part['range'], `${path}/range`, ['here', 'channel', 'everyone'])
    case 'rich_text_section':
      return
    default:
      return check.say(`${path}/type`, `unsupported type: ${String(part['type'])}`)
  }
}

/** Characters of every `text` that is a string, whatever its depth. */
function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + textLength(item), 0)
  if (!isBag(value)) return 0
  return Object.entries(value).reduce(
    (sum, [key, inner]) =>
      sum + (key === 'text' && typeof inner === 'string' ? inner.length : textLength(inner)),
    0,
  )
}
