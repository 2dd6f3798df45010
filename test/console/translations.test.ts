import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { drawDiscord } from '../../src/console/discord.ts'
import { drawSlack } from '../../src/console/slack.ts'
import { MESSAGES } from '../../src/platforms/messages.ts'
import type { Card } from '../../src/render/card.ts'
import { renderCard } from '../../src/render/render.ts'
import type { Templates } from '../../src/render/template.ts'
import { LANGUAGES } from '../../src/rules/rules.ts'
import { JOB_STATES } from '../../src/receive/event.ts'
import { aCard, aLook } from '../support/a-card.ts'
import { aContext } from '../support/a-context.ts'
import { anEvent } from '../support/an-event.ts'
import { shippedTemplates } from '../support/shipped-templates.ts'
import { drawing, markupOf, seenIn, tagsOf } from './markup-of.ts'

const DRAW = { slack: drawSlack, discord: drawDiscord } as const
const PLATFORMS = ['slack', 'discord'] as const

function drawn(card: Card, platform: (typeof PLATFORMS)[number], mentions: readonly string[] = []) {
  const look = aLook({ mentions })
  return markupOf(DRAW[platform](MESSAGES[platform].toMessage(card, look).payload, drawing))
}

let templates: Templates
beforeAll(async () => {
  templates = await shippedTemplates()
})

test.each(
  JOB_STATES.flatMap((state) =>
    PLATFORMS.flatMap((platform) => LANGUAGES.map((language) => ({ state, platform, language }))),
  ),
)(
  'every part of a shipped message has a drawing: $state on $platform in $language',
  async ({ state, platform, language }) => {
    const event = anEvent({ job_state: state, cause: 'It broke.', excerpt: 'at a\n  at b', tag: '标签' })
    const links = { job: 'https://k.example/job', model: 'https://k.example/model' }
    const { card } = renderCard(templates, null, aContext({ event, language, links }))
    const page = await drawn(card, platform, ['S0ONCALL', 'role:4242'])
    tagsOf(page)
    expect(page).not.toContain('class="unknown"')
    const seen = seenIn(page)
    // A moment is drawn in its reader's language.
    const values = card.fields.map(({ value, moment }) =>
      moment === undefined ? value : drawing.times.moment(moment.at),
    )
    const texts = [card.title, card.body, card.footer, ...values]
    expect(
      [card.summary, '@oncall', ...(state === 'SUCCEED' ? [] : texts)].filter((text) => !seen.includes(text)),
    ).toEqual([])
  },
)

const SIGNS = [
  '*',
  '_',
  '~',
  '`',
  '|',
  '\\',
  '[',
  ']',
  '(',
  ')',
  '<',
  '>',
  '#',
  '-',
  ':',
  '@',
  '!',
  '.',
  '1',
  '&',
  '\n',
]
const WORDS = ['a', 'b', ' ', '中', 'everyone', 'https://', 'here', 'lt;', '```', '**', 'job_id', '😀']
const text = fc
  .array(fc.constantFrom(...SIGNS, ...WORDS), { minLength: 1, maxLength: 40 })
  .map((parts) => `x${parts.join('')}x`)
/** Blanks and the renderers' zero-width breaks aside. */
const bare = (seen: string): string => seen.replaceAll(/[\s\u200B]/g, '')

test.each(PLATFORMS)('what data says is read on %s as it was written, not as markup', async (platform) => {
  await fc.assert(
    fc.asyncProperty(text, text, text, async (summary, body, code) => {
      const page = await drawn(aCard({ summary, body, code, fields: [{ name: 'n', value: body }] }), platform)
      const order = platform === 'slack' ? [body, `n:${body}`, code] : [body, code, `n${body}`]
      expect(bare(seenIn(page))).toBe(bare([summary, ...order, 'k7f3q-182'].join('')))
      // A field's name is ours to make bold on Slack.
      expect(page.replace('<b>n: </b>', '')).not.toMatch(/<(?:a|b|i|s|u|li|h4|blockquote)\b/)
      expect(page).not.toContain('pill')
    }),
    { numRuns: 300 },
  )
})
