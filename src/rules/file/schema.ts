import { z } from 'zod'
import { HoursShape } from '../time/hours-shape.ts'
import { AccountShape, ChannelsShape, ClusterShape, MentionsShape } from './places-schema.ts'
import { THREADS } from '../rules.ts'
import { anyNames, flag, language, limit, name, names, timezone } from './schema-atoms.ts'
import { TestShape } from './test-shape.ts'
import type { TestText } from './test-shape.ts'

const scalar = z.union([z.string(), z.number(), z.boolean()], { error: 'one value' })
const oneOrMore = z.union([scalar, z.array(scalar).min(1, { error: 'a list of at least one value' })], {
  error: 'a value or a list of values',
})
const bound = z.union([z.string(), z.number()], { error: 'a number or a duration such as 30m' })

const comparison = z.strictObject({
  not: oneOrMore.describe('None of these; also true when the field is absent.').optional(),
  over: bound.describe('More than a number, or longer than a duration such as 30m.').optional(),
  under: bound.describe('Less than a number, or shorter than a duration such as 2h.').optional(),
  present: z
    .literal(true, { error: 'true (for its opposite, write present: true under unless)' })
    .describe('There and not empty.')
    .optional(),
})
const matcher = z
  .union([...oneOrMore.options, comparison], {
    error: 'a value, a list of values, or a mapping of not, over, under, present',
  })
  .describe(
    "A value, a glob (sales_*), a regex ('/a|b/'), a list of them (any of), or { not, over, under, present }.",
  )
const matchers = z
  .record(z.string(), matcher, { error: 'a mapping of fields' })
  .describe('Fields of the callback; all of them must fit.')
const condition = z
  .union(
    [matchers, z.array(matchers, { error: 'a list' }).min(1, { error: 'a list of at least one mapping' })],
    {
      error: 'a mapping of fields (all of them) or a list of such mappings (any of them)',
    },
  )
  .describe('A mapping of fields (all of them) or a list of such mappings (any of them).')

const mention = names.describe('Who is called: a name from mentions:, or here, channel, everyone; or a list.')
const thread = z
  .enum(THREADS, { error: 'job, model or none' })
  .describe("What shares one thread: the messages of one job (as without it), of one model's jobs, or none.")
const quiet = z
  .union(
    [
      ...names.options,
      z.strictObject({
        hours: names.describe('Hours in which messages are held.').optional(),
        outside: names.describe('Hours outside of which messages are held.').optional(),
        // oxlint-disable-next-line unicorn/no-thenable -- a word of the language; it holds a text, no function
        then: z
          .literal('drop', { error: 'drop (without it, what was held is sent as one digest)' })
          .describe('drop: what comes in these hours is lost on purpose.')
          .optional(),
      }),
    ],
    { error: 'a name from hours: or a list of them, a mapping such as { outside: office }, or none' },
  )
  .describe(
    'In these hours messages are held, then sent as one digest: nights, { outside: office }, or none (of defaults).',
  )

const rule = z.strictObject(
  {
    name: name.describe('Unique in its file; shown in traces, metrics and the console.'),
    when: condition.optional(),
    unless: condition.describe('As `when`; the rule does not apply where it matches.').optional(),
    during: names.describe('Hours in which the callback must arrive.').optional(),
    outside: names.describe('Hours in which the callback must not arrive.').optional(),
    send: names.describe('A channel or a list of channels.').optional(),
    drop: flag.describe('Record, send nothing, look no further.').optional(),
    stop: flag.describe('Look no further in this file.').optional(),
    template: name.describe("Template of the message; without it, that of the event's state.").optional(),
    language: language.optional(),
    mention: mention.optional(),
    thread: thread.optional(),
    limit: limit.optional(),
    digest: z
      .string({ error: 'a digest such as 1h or daily 08:30' })
      .describe(
        "Never at once, but in one summary: each 1h from midnight on, or daily 08:30, in the channel's zone.",
      )
      .optional(),
    quiet: quiet.optional(),
  },
  { error: 'a mapping that starts with - name: …' },
)

/** One rule. */
export const RuleShape = rule.describe('One rule: when it matches, and where its message goes.')

/** One rule of which parts may be missing. */
export const RuleDraftShape = rule.partial()

/** What holds for every rule that does not say otherwise. */
const DefaultsShape = z
  .strictObject(
    {
      template: name.describe('Template of messages whose rule and channel name none.').optional(),
      language: language.optional(),
      mention: mention.optional(),
      thread: thread.optional(),
      limit: limit.optional(),
      quiet: quiet.optional(),
      mask: names.describe('Regexes of further secrets to mask before anything is stored.').optional(),
    },
    { error: 'a mapping such as { language: zh }' },
  )
  .describe('What holds for every rule that does not say otherwise.')

/** One team: what its file may see, and where it may post. */
const TeamShape = z
  .strictObject(
    {
      when: condition.describe("Which events the team's file may see."),
      rules: name.describe("The team's file, relative to this one."),
      contact: name.describe('Channel that hears of mistakes in the file.').optional(),
      allow: anyNames.describe('Channels of this file that the team may post to.').optional(),
      language: language.optional(),
      timezone: timezone.optional(),
    },
    { error: 'a mapping such as { when: { project: sales }, rules: teams/sales.yaml }' },
  )
  .describe('One team with a rules file of its own.')

const hours = z
  .record(z.string(), HoursShape, { error: 'a mapping of names to hours' })
  .describe('Names for times of the week or year.')
const rules = z.array(RuleShape, { error: 'a list of rules' }).describe('Every rule that matches sends.')
const tests = z
  .array(TestShape, { error: 'a list of tests' })
  .describe('Events and where they go; run by `herald check` and before each reload.')

/** The whole file. */
export const RulesShape = z
  .strictObject(
    {
      version: z.literal(1, { error: '1' }).describe('Version of this language: 1.'),
      language: language.optional(),
      timezone: timezone.optional(),
      notices: name.describe("Channel for Herald's own trouble.").optional(),
      clusters: z
        .record(z.string(), ClusterShape, { error: 'a mapping of names to clusters' })
        .describe('Which Kylins post callbacks.')
        .optional(),
      accounts: z
        .record(z.string(), AccountShape, { error: 'a mapping of names to accounts' })
        .describe('Workspaces and bots beside `slack` and `discord`, which need no entry.')
        .optional(),
      channels: ChannelsShape,
      mentions: MentionsShape.optional(),
      hours: hours.optional(),
      defaults: DefaultsShape.optional(),
      teams: z
        .record(z.string(), TeamShape, { error: 'a mapping of names to teams' })
        .describe('Teams with rules files of their own.')
        .optional(),
      rules,
      unmatched: z
        .union([name, z.array(name).min(1, { error: 'a list of at least one channel' })], {
          error: 'a channel, a list of channels, or drop',
        })
        .describe('Where an event goes that no rule sent or dropped: a channel, a list, or drop.'),
      tests: tests.optional(),
    },
    { error: 'a mapping of version, channels, rules and unmatched' },
  )
  .describe('Rules of Kylin Herald: who is told what.')

/** A team's file. */
export const TeamFileShape = z
  .strictObject(
    {
      channels: ChannelsShape.optional(),
      mentions: MentionsShape.optional(),
      hours: hours.optional(),
      rules,
      tests: tests.optional(),
    },
    { error: 'a mapping of rules, and if you like channels, mentions, hours and tests' },
  )
  .describe("A team's rules of Kylin Herald.")

type RulesText = z.infer<typeof RulesShape>
export type ConditionText = z.infer<typeof condition>
export type MatcherText = z.infer<typeof matcher>
export type ScalarText = z.infer<typeof scalar>
export type DefaultsText = z.infer<typeof DefaultsShape>
export type TeamText = z.infer<typeof TeamShape>
export type QuietText = z.infer<typeof quiet>
/** A rule of which only the sound parts are left. */
export type RuleDraft = z.infer<typeof RuleDraftShape>
/** A file of which only the sound parts are left. */
export interface RulesDraft extends Partial<Omit<RulesText, 'channels' | 'rules' | 'unmatched' | 'tests'>> {
  readonly channels: RulesText['channels']
  readonly rules: readonly RuleDraft[]
  readonly unmatched: RulesText['unmatched']
  /** Null for one that is not sound. */
  readonly tests?: readonly (TestText | null)[] | undefined
}
