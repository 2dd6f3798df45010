import * as fc from 'fast-check'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { discordPlatform } from '../../../src/platforms/discord/client.ts'
import { toMessage, toPlainMessage } from '../../../src/platforms/discord/message.ts'
import type { Message } from '../../../src/platforms/platform.ts'
import { renderCard } from '../../../src/render/render.ts'
import { loadTemplates, type Templates } from '../../../src/render/template.ts'
import { LANGUAGES } from '../../../src/rules/rules.ts'
import { aLook } from '../../support/a-card.ts'
import { aContext } from '../../support/a-context.ts'
import { callbackEvents } from '../../support/callback-events.ts'
import { discordSchemaProblems } from '../../support/discord-openapi.ts'
import { hostileCard, hostileEvent } from '../../support/hostile.ts'
import { shippedTemplates } from '../../support/shipped-templates.ts'
import { DISCORD_TOKEN, startStandInDiscord } from '../../support/stand-in-discord.ts'

const LINKS = { job: 'https://kylin.example/#/monitor/job', model: 'https://kylin.example/#/studio/model/x' }
const MENTIONS = ['role:998877665544332211', 'user:123456789012345678', 'everyone']
/** A template that draws its own embed, of whatever a callback holds. */
const NATIVE = `
summary: '{{ project }}'
discord:
  embeds:
    - title: '{{ project }} {{ cause }}'
      url: '{{ links.job }}'
      description: '{{ excerpt }}'
      fields:
        - { name: '{{ job_type }}', value: '{{ suggestion }}', inline: true }
      footer: { text: '{{ job_id }}' }
`

let templates: Templates
beforeAll(async () => {
  const own = loadTemplates(new Map([['native', { file: 'native.yaml', text: NATIVE }]]))
  templates = new Map([...(await shippedTemplates()), ...own.templates])
})

/** The same body goes to a bot and to a webhook. */
function expectDescribed({ payload }: Message): void {
  expect(discordSchemaProblems(payload)).toEqual([])
  expect(discordSchemaProblems(payload, 'webhook')).toEqual([])
}

describe("Discord's published description takes", () => {
  test('every shipped template in every language, whatever a callback holds', () => {
    expect(templates.size).toBeGreaterThan(5)
    fc.assert(
      fc.property(hostileEvent, fc.boolean(), (event, calls) => {
        const links = calls ? LINKS : { job: null, model: null }
        for (const name of templates.keys()) {
          for (const language of LANGUAGES) {
            const { card } = renderCard(templates, name, aContext({ event, language, links }))
            const look = aLook({ language, mentions: calls ? MENTIONS : [], maybeRepeat: calls })
            for (const translate of [toMessage, toPlainMessage]) expectDescribed(translate(card, look))
          }
        }
      }),
      { numRuns: 30 },
    )
  })

  test('every card', () => {
    expect.hasAssertions()
    fc.assert(
      fc.property(hostileCard, fc.constantFrom(...LANGUAGES), (card, language) => {
        expectDescribed(toMessage(card, aLook({ language })))
      }),
      { numRuns: 100 },
    )
  })

  test('what really goes over the wire', async () => {
    const bodies: unknown[] = []
    const discord = await startStandInDiscord({
      validate(payload) {
        bodies.push(payload)
        return discordSchemaProblems(payload)
      },
    })
    onTestFinished(() => discord.close())
    const log = { debug() {}, info() {}, warn() {}, error() {} }
    const platform = discordPlatform({
      token: () => Promise.resolve(DISCORD_TOKEN),
      apiUrl: discord.apiUrl,
      log,
    })
    onTestFinished(() => platform.close())
    const { signal } = new AbortController()
    const events = callbackEvents()
    for (const [index, event] of events.entries()) {
      const { card } = renderCard(templates, null, aContext({ event, links: LINKS }))
      await platform.send(toMessage(card, aLook()), '200000000000000001', `k7f3q-${index}`, signal)
    }
    expect(bodies).toHaveLength(events.length)
    expect(bodies[0]).toMatchObject({ enforce_nonce: true })
  })
})
