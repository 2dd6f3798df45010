import { isAddress, isBag, newCheck, type Bag, type Check } from './rule-check.ts'

const SNOWFLAKE = /^\d{1,20}$/

/** What Discord would refuse in the body of Create Message, each with its place; [] when it is fine. */
export function discordProblems(payload: Bag): readonly string[] {
  const check = newCheck()
  const { content, embeds, components, nonce, allowed_mentions: allowed } = payload
  if (content === undefined && embeds === undefined) check.say('/content', 'Cannot send an empty message')
  if (content !== undefined) check.text(content, '/content', 1, 2000)
  if (embeds !== undefined) checkEmbeds(embeds, check)
  if (components !== undefined) checkRows(components, check)
  if (nonce !== undefined) check.text(nonce, '/nonce', 1, 25)
  if (payload['enforce_nonce'] === true && nonce === undefined) check.say('/nonce', 'is required')
  if (allowed !== undefined) checkAllowed(allowed, check)
  return check.problems
}

function checkEmbeds(embeds: unknown, check: Check): void {
  let total = 0
  for (const [index, embed] of check.list(embeds, '/embeds', 1, 10).entries()) {
    total += checkEmbed(embed, `/embeds/${index}`, check)
  }
  if (total > 6000) check.say('/embeds', 'Embed size exceeds maximum size of 6000')
}

function checkEmbed(embed: Bag, path: string, check: Check): number {
  const { title, description, url, fields, footer, color, timestamp, author } = embed
  const counted: unknown[] = [title, description]
  if (author !== undefined) {
    const { name } = isBag(author) ? author : {}
    check.text(name, `${path}/author/name`, 1, 256)
    counted.push(name)
  }
  for (const part of ['image', 'thumbnail']) {
    const image = embed[part]
    if (image !== undefined && !(isBag(image) && isAddress(image['url'], 2048))) {
      check.say(`${path}/${part}/url`, 'Not a well formed URL.')
    }
  }
  if (title !== undefined) check.text(title, `${path}/title`, 1, 256)
  if (description !== undefined) check.text(description, `${path}/description`, 1, 4096)
  if (url !== undefined && !isAddress(url, 2048)) check.say(`${path}/url`, 'Not a well formed URL.')
  if (color !== undefined && !(Number.isInteger(color) && Number(color) >= 0 && Number(color) <= 0xffffff)) {
    check.say(`${path}/color`, 'must be 0 to 16777215')
  }
  if (timestamp !== undefined && (typeof timestamp !== 'string' || Number.isNaN(Date.parse(timestamp)))) {
    check.say(`${path}/timestamp`, 'must be a time')
  }
  if (footer !== undefined) {
    const { text } = isBag(footer) ? footer : {}
    check.text(text, `${path}/footer/text`, 1, 2048)
    counted.push(text)
  }
  for (const [index, field] of (fields === undefined
    ? []
    : check.list(fields, `${path}/fields`, 0, 25)
  ).entries()) {
    check.text(field['name'], `${path}/fields/${index}/name`, 1, 256)
    check.text(field['value'], `${path}/fields/${index}/value`, 1, 1024)
    counted.push(field['name'], field['value'])
  }
  return counted.reduce<number>((sum, text) => sum + (typeof text === 'string' ? text.length : 0), 0)
}

function checkRows(components: unknown, check: Check): void {
  for (const [index, row] of check.list(components, '/components', 1, 5).entries()) {
    const path = `/components/${index}`
    check.oneOf(row['type'], `${path}/type`, [1])
    for (const [place, button] of check.list(row['components'], `${path}/components`, 1, 5).entries()) {
      checkButton(button, `${path}/components/${place}`, check)
    }
  }
}

function checkButton(button: Bag, path: string, check: Check): void {
  check.oneOf(button['type'], `${path}/type`, [2])
  check.oneOf(button['style'], `${path}/style`, [1, 2, 3, 4, 5])
  check.text(button['label'], `${path}/label`, 1, 80)
  if (button['style'] !== 5) check.text(button['custom_id'], `${path}/custom_id`, 1, 100)
  else if (button['custom_id'] !== undefined) check.say(`${path}/custom_id`, 'a link has none')
  else if (!isAddress(button['url'], 512)) check.say(`${path}/url`, 'must be an address')
}

function checkAllowed(allowed: unknown, check: Check): void {
  const { parse = [], users = [], roles = [] } = isBag(allowed) ? allowed : {}
  const kinds = Array.isArray(parse) ? parse : []
  for (const kind of kinds) check.oneOf(kind, '/allowed_mentions/parse', ['users', 'roles', 'everyone'])
  for (const [name, ids] of Object.entries({ users, roles })) {
    const path = `/allowed_mentions/${name}`
    if (!Array.isArray(ids)) check.say(path, 'must be a list')
    else if (ids.length > 100) check.say(path, 'must have 100 items or fewer')
    else if (ids.some((id) => !SNOWFLAKE.test(String(id)))) check.say(path, 'must be ids')
    else if (ids.length > 0 && kinds.includes(name)) check.say(path, `excludes parse ${name}`)
    else if (new Set(ids).size < ids.length) check.say(path, 'must differ')
  }
}
