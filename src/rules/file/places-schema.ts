import { z } from 'zod'
import { address, anyNames, language, limit, name, SecretShape, timezone } from './schema-atoms.ts'

/** A channel in its long form. */
const LongChannelShape = z.strictObject({
  to: address.describe(
    'The place: slack:#name, slack:C012…, discord:<channel id>, <account>:…, slack-webhook, discord-webhook or inbox. With a field in braces, such as slack:#kylin-{project}, each event decides it.',
  ),
  url: SecretShape.describe(
    "Where the webhook's address stands: { env: NAME } or { file: path }.",
  ).optional(),
  language: language.optional(),
  template: name.describe('Template of messages whose rule names none.').optional(),
  pace: z
    .string({ error: 'a pace such as 1 per 1s, or none' })
    .describe('Least time between two messages: 1 per 1s, or none.')
    .optional(),
  limit: limit
    .describe('What goes beyond it is folded into one digest: 20 per 1m (as without it), or none.')
    .optional(),
  timezone: timezone.optional(),
  files: z
    .literal('none', { error: 'none (without it, a long stack trace follows as a file)' })
    .describe('none: a long stack trace does not follow as a file.')
    .optional(),
  allow: anyNames.describe('Globs, one of which a place with fields in braces must fit.').optional(),
  otherwise: name.describe('Channel that takes what fits none of `allow`, or does not exist.').optional(),
})

/** A channel: a place, or its long form. */
const ChannelShape = z
  .union([...address.options, LongChannelShape], {
    error: 'a place such as slack:#name, or { to: slack:#name }',
  })
  .describe('A place such as slack:#name or discord:<channel id>, or { to: slack:#name, language: zh }.')

/** Every `channels:`. */
export const ChannelsShape = z
  .record(z.string(), ChannelShape, { error: 'a mapping of names to places' })
  .describe('A name for each place; rules use only the names.')

/** A workspace or bot with a token of its own. */
export const AccountShape = z
  .strictObject(
    {
      platform: z.enum(['slack', 'discord'], { error: 'slack or discord' }).describe('slack or discord.'),
      token: SecretShape,
    },
    { error: 'a mapping such as { platform: slack, token: { env: SLACK_EU_TOKEN } }' },
  )
  .describe('A further workspace or bot; its name stands before the colon of a place.')

/** Who one mention calls. */
const MentionShape = z
  .object(
    {
      slack: address.describe('S… for a group, U… for a person.').optional(),
      discord: address.describe('role:<id> or user:<id>.').optional(),
    },
    { error: 'a mapping such as { slack: S0ABC12345 }' },
  )
  .catchall(address)
  .describe('Ids by platform or account: { slack: S0ABC12345, discord: "role:998877665544332211" }.')

/** Every `mentions:`. */
export const MentionsShape = z
  .record(z.string(), MentionShape, { error: 'a mapping of names to people' })
  .describe('Who is called; here, channel and everyone need no entry.')

/** One Kylin. */
export const ClusterShape = z
  .strictObject(
    {
      url: name
        .describe("Base address of Kylin's pages, for links: https://kylin.example.com/kylin.")
        .optional(),
      username: name.describe('Who may post as this cluster.').optional(),
      passwords: z
        .union([SecretShape, z.array(SecretShape).min(1, { error: 'a list of at least one secret' })], {
          error: '{ env: NAME }, { file: path } or a list of them',
        })
        .describe('Its password, or two while they are rotated: [{ file: p1 }, { file: p2 }].')
        .optional(),
      forward: z
        .union([name, SecretShape], { error: 'an address, { env: NAME } or { file: path }' })
        .describe('Address that each callback is passed on to.')
        .optional(),
      models: z
        .record(z.string(), name, { error: 'a mapping of uuids to names' })
        .describe('Names of models by uuid, for the field `model`.')
        .optional(),
    },
    { error: 'a mapping such as { url: https://kylin.example.com/kylin }' },
  )
  .describe('One Kylin; its name is the last part of the callback path.')

export type ChannelText = z.infer<typeof ChannelShape>
export type LongChannelText = z.infer<typeof LongChannelShape>
export type AccountText = z.infer<typeof AccountShape>
export type MentionText = z.infer<typeof MentionShape>
export type ClusterText = z.infer<typeof ClusterShape>
