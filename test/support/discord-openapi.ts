import { Ajv2020, type ErrorObject, type SchemaObject } from 'ajv/dist/2020.js'

// What Discord publishes of the body of POST /channels/{id}/messages (and of a webhook's), as a JSON Schema of its
// names, types and limits: specs/openapi.json of github.com/discord/discord-api-spec, commit 00194a6b, schemas
// MessageCreateRequest, RichEmbed…, ActionRow, Button, ButtonStyleTypes, MessageAllowedMentionsRequest,
// MessageReferenceRequest, MessageAttachmentRequest and SnowflakeType. Two things are stricter than there: a member
// it does not name is refused, for Discord passes over a misspelled one in silence; and `content` may have the 2,000
// characters of the documentation, where it gives bots 4,000.

const nothing = { type: 'null' }
const orNull = (schema: SchemaObject): SchemaObject => ({ oneOf: [nothing, schema] })
const text = (most: number): SchemaObject => ({ type: ['string', 'null'], maxLength: most })
const uri = (most: number): SchemaObject => ({ ...text(most), format: 'uri' })
const flag = { type: ['boolean', 'null'] }
const count = { type: ['integer', 'null'] }
const list = (items: SchemaObject, most: number): SchemaObject => ({
  type: ['array', 'null'],
  items,
  maxItems: most,
})
const object = (
  properties: Readonly<Record<string, SchemaObject>>,
  required: readonly string[] = [],
): SchemaObject => ({ type: 'object', properties, required, additionalProperties: false })

const snowflake = { type: 'string', pattern: '^(0|[1-9][0-9]*)$', format: 'snowflake' }
const picture = object({
  url: uri(2048),
  width: count,
  height: count,
  placeholder: text(64),
  placeholder_version: count,
})
const ids = { ...list(orNull(snowflake), 100), uniqueItems: true }

const embed = object({
  type: text(152_133),
  title: text(256),
  description: text(4096),
  url: uri(2048),
  color: { ...count, minimum: 0, maximum: 0xffffff },
  timestamp: { type: ['string', 'null'], format: 'date-time' },
  author: orNull(object({ name: text(256), url: uri(2048), icon_url: uri(2048) })),
  footer: orNull(object({ text: text(2048), icon_url: uri(2048) })),
  provider: orNull(object({ name: text(256), url: uri(2048) })),
  image: orNull(picture),
  thumbnail: orNull(picture),
  video: orNull(picture),
  fields: list(
    object(
      { name: { type: 'string', maxLength: 256 }, value: { type: 'string', maxLength: 1024 }, inline: flag },
      ['name', 'value'],
    ),
    25,
  ),
})

const button = object(
  {
    type: { const: 2 },
    style: { enum: [1, 2, 3, 4, 5, 6] },
    label: text(80),
    custom_id: text(100),
    url: uri(512),
    disabled: flag,
    sku_id: orNull(snowflake),
    emoji: orNull(object({ id: orNull(snowflake), name: text(32), animated: flag })),
  },
  ['type', 'style'],
)

const row = object(
  {
    type: { const: 1 },
    components: { type: 'array', items: button, minItems: 1, maxItems: 5 },
  },
  ['type', 'components'],
)

const allowed = object({
  parse: { ...list(orNull({ enum: ['users', 'roles', 'everyone'] }), 1521), uniqueItems: true },
  users: ids,
  roles: ids,
  replied_user: flag,
})

const shared = {
  content: text(2000),
  embeds: list(embed, 10),
  components: list(row, 5),
  allowed_mentions: orNull(allowed),
  attachments: list(object({ id: snowflake, filename: text(1024), description: text(1024) }, ['id']), 10),
  flags: count,
  tts: flag,
}

const message = object({
  ...shared,
  nonce: { oneOf: [{ type: 'integer' }, { type: 'string', maxLength: 25 }, nothing] },
  enforce_nonce: flag,
  message_reference: orNull(
    object(
      {
        message_id: snowflake,
        channel_id: orNull(snowflake),
        guild_id: orNull(snowflake),
        fail_if_not_exists: flag,
        type: count,
      },
      ['message_id'],
    ),
  ),
  sticker_ids: list(snowflake, 3),
})

const webhook = object({
  ...shared,
  username: { type: ['string', 'null'], minLength: 1, maxLength: 80 },
  avatar_url: uri(2048),
  thread_name: text(100),
})

const ajv = new Ajv2020({
  allowUnionTypes: true,
  allErrors: true,
  formats: {
    uri: (value: string) => /^https?:\/\/\S+$/.test(value) && URL.canParse(value),
    'date-time': (value: string) =>
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(value) &&
      !Number.isNaN(Date.parse(value)),
    snowflake: (value: string) => /^\d{1,20}$/.test(value) && BigInt(value) < 2n ** 64n,
  },
})
const SCHEMAS = { message: ajv.compile(message), webhook: ajv.compile(webhook) }

/** What Discord's published description refuses in a body, each with its place; [] when it is fine. */
export function discordSchemaProblems(
  payload: unknown,
  of: keyof typeof SCHEMAS = 'message',
): readonly string[] {
  const validate = SCHEMAS[of]
  return validate(payload) ? [] : (validate.errors ?? []).map(told)
}

function told({ instancePath, message: what = '', params }: ErrorObject): string {
  const { additionalProperty: name } = params as { readonly additionalProperty?: string }
  return `${instancePath}: ${what}${name === undefined ? '' : ` (${name})`}`
}
