import { z } from 'zod'
import { LANGUAGES } from './rules.ts'

// Each `error` says what is wanted there; shape.ts makes the sentence around it.
const scalar = z.union([z.string(), z.number(), z.boolean()], { error: 'one value' })
const oneOrMore = z.union([scalar, z.array(scalar).min(1, { error: 'a list of at least one value' })], {
  error: 'a value or a list of values',
})
const bound = z.union([z.string(), z.number()], { error: 'a number or a duration such as 30m' })

const comparison = z.strictObject({
  not: oneOrMore.optional(),
  over: bound.optional(),
  under: bound.optional(),
  present: z.literal(true, { error: 'true (for its opposite, write present: true under unless)' }).optional(),
})
const matcher = z.union([...oneOrMore.options, comparison], {
  error: 'a value, a list of values, or a mapping of not, over, under, present',
})
const matchers = z.record(z.string(), matcher, { error: 'a mapping of fields' })
const condition = z.union(
  [matchers, z.array(matchers, { error: 'a list' }).min(1, { error: 'a list of at least one mapping' })],
  {
    error: 'a mapping of fields (all of them) or a list of such mappings (any of them)',
  },
)

const name = z.string({ error: 'a text' }).min(1, { error: 'a text that is not empty' })
const names = z.union([name, z.array(name).min(1, { error: 'a list of at least one name' })], {
  error: 'a name or a list of names',
})
const language = z.enum(LANGUAGES, { error: LANGUAGES.join(' or ') })
const flag = z.boolean({ error: 'true or false' })

/** One rule. */
export const RuleShape = z.strictObject(
  {
    name,
    when: condition.optional(),
    unless: condition.optional(),
    send: names.optional(),
    drop: flag.optional(),
    stop: flag.optional(),
    template: name.optional(),
    language: language.optional(),
    mention: names.optional(),
  },
  { error: 'a mapping that starts with - name: …' },
)

/** One rule of which parts may be missing. */
export const RuleDraftShape = RuleShape.partial()

const address = z.union([z.string(), z.number()], { error: 'a place such as slack:#name' })

/** A channel in its long form. */
const LongChannel = z.strictObject({
  to: address,
  language: language.optional(),
  template: name.optional(),
  pace: z.string({ error: 'a pace such as 1 per 1s, or none' }).optional(),
  timezone: name.optional(),
})

/** The whole file. */
export const RulesShape = z.strictObject(
  {
    version: z.literal(1, { error: '1' }),
    language: language.optional(),
    timezone: name.optional(),
    channels: z.record(
      z.string(),
      z.union([...address.options, LongChannel], {
        error: 'a place such as slack:#name, or { to: slack:#name }',
      }),
      { error: 'a mapping of names to places' },
    ),
    mentions: z
      .record(
        z.string(),
        z.strictObject(
          { slack: address.optional(), discord: address.optional() },
          { error: 'a mapping such as { slack: S0ABC12345 }' },
        ),
        { error: 'a mapping of names to people' },
      )
      .optional(),
    rules: z.array(RuleShape, { error: 'a list of rules' }),
    unmatched: z.union([name, z.array(name).min(1, { error: 'a list of at least one channel' })], {
      error: 'a channel, a list of channels, or drop',
    }),
  },
  { error: 'a mapping of version, channels, rules and unmatched' },
)

type RulesText = z.infer<typeof RulesShape>
export type ChannelText = RulesText['channels'][string]
export type MentionText = NonNullable<RulesText['mentions']>[string]
export type ConditionText = z.infer<typeof condition>
export type MatcherText = z.infer<typeof matcher>
export type ScalarText = z.infer<typeof scalar>
/** A rule of which only the sound parts are left. */
export type RuleDraft = z.infer<typeof RuleDraftShape>
/** A file of which only the sound parts are left. */
export interface RulesDraft {
  readonly language?: RulesText['language']
  readonly timezone?: string | undefined
  readonly channels: RulesText['channels']
  readonly mentions?: RulesText['mentions']
  readonly rules: readonly RuleDraft[]
  readonly unmatched: RulesText['unmatched']
}
