import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { MESSAGES } from '../../src/platforms/messages.ts'
import { JOB_STATES } from '../../src/receive/event.ts'
import { addToTally } from '../../src/render/add-to-tally.ts'
import type { Card } from '../../src/render/card.ts'
import { digestCard } from '../../src/render/digest-card.ts'
import { storyCard } from '../../src/render/story-card.ts'
import type { Templates } from '../../src/render/template.ts'
import { LANGUAGES } from '../../src/rules/rules.ts'
import { aLook } from '../support/a-card.ts'
import { discordProblems } from '../support/discord-rules.ts'
import { hostileCard } from '../support/hostile.ts'
import { shippedTemplates } from '../support/shipped-templates.ts'
import { slackProblems } from '../support/slack-rules.ts'
import { hostileMembers } from '../support/some-members.ts'

let templates: Templates
beforeAll(async () => {
  templates = await shippedTemplates()
})

/** Both platforms take the card in both of its forms, and it can be found again. */
function expectTaken(card: Card, language: (typeof LANGUAGES)[number]): void {
  const look = aLook({ language })
  for (const [platform, problemsOf] of [
    ['slack', slackProblems],
    ['discord', discordProblems],
  ] as const) {
    for (const form of ['toMessage', 'toPlainMessage'] as const) {
      const { payload } = MESSAGES[platform][form](card, look)
      expect(problemsOf(payload)).toEqual([])
      expect(JSON.stringify(payload)).toContain(look.delivery)
    }
  }
}

describe('what both platforms take', () => {
  test('a digest of whatever its members say', () => {
    fc.assert(
      fc.property(
        hostileMembers,
        fc.constantFrom('storm', 'quiet', 'digest'),
        fc.boolean(),
        fc.constantFrom(...LANGUAGES),
        fc.constantFrom('UTC', 'Asia/Shanghai', 'no/zone'),
        (members, what, ended, language, timezone) => {
          const tally = addToTally(null, members)
          const look = { language, timezone, delivery: 'k7f3q-182', now: tally.last }
          const made = digestCard({ what, tally, ended, ...look, since: tally.first, templates })
          expect(made.problem).toBeUndefined()
          expectTaken(made.card, language)
          const builtIn = digestCard({ what, tally, ended, ...look, templates: new Map() })
          expectTaken(builtIn.card, language)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('the first message of a story, whatever it said and whatever the job came to', () => {
    expect.hasAssertions()
    fc.assert(
      fc.property(
        hostileCard,
        fc.oneof(fc.constantFrom(...JOB_STATES), fc.string({ unit: 'binary' })),
        fc.double(),
        fc.constantFrom(...LANGUAGES),
        (card, state, afterMs, language) => {
          expectTaken(storyCard(card, { state, afterMs, language }), language)
        },
      ),
      { numRuns: 60 },
    )
  })
})
