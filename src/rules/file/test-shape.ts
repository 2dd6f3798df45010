import { z } from 'zod'
import { anyNames, name, names } from './schema-atoms.ts'

/** When a message of a test goes out. */
export const MOMENTS = ['now', 'held', 'digest'] as const
/** What a test writes where nothing goes out, and where nobody is called. */
export const NOTHING = 'nothing'

const moments = z.record(
  z.string(),
  z.enum(MOMENTS, { error: `${MOMENTS.join(', ')} (a mention: stands beside expect:)` }),
)
const where = z
  .union([...names.options, moments], {
    error: 'a channel, a list of channels, nothing, or a mapping such as { ops: held, sales: now }',
  })
  .describe(
    'Exactly the channels that get a message: one or a list (at once), `nothing`, or a mapping of channels to now, held or digest.',
  )

/** One entry of `tests:`. */
export const TestShape = z
  .strictObject(
    {
      name: name.describe('What the test shows; stands in front of what went wrong.'),
      event: z
        .record(z.string(), z.unknown(), {
          error: 'a part of a callback such as { project: sales, job_state: ERROR }',
        })
        .describe(
          'A part of a callback; fields it leaves out take sample values. `cluster`, `cause`, `rows` … can be given too.',
        ),
      at: z
        .string({ error: 'a time with its offset such as 2026-11-22T03:00:00+08:00' })
        .describe('When the callback arrives, with its offset: 2026-11-22T03:00:00+08:00.')
        .optional(),
      expect: where,
      mention: anyNames
        .describe(
          'Exactly who is called, over all messages: a name or a list of names; `nothing` for nobody.',
        )
        .optional(),
      rule: name.describe('A rule that must match, whatever else does.').optional(),
      contains: names
        .describe("A text, or a list of texts, that each channel's message must contain.")
        .optional(),
    },
    { error: 'a mapping such as { name: …, event: { project: sales }, expect: ops }' },
  )
  .describe('An event, and where it goes.')

/** One entry of `tests:`, of the right shape. */
export type TestText = z.infer<typeof TestShape>
