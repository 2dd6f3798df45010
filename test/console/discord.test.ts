import { expect, test } from 'vitest'
import { drawDiscord } from '../../src/console/discord.ts'
import { drawing, markupOf, seenIn } from './markup-of.ts'

const draw = (payload: Record<string, unknown>) => markupOf(drawDiscord(payload, drawing))
const content = (text: string) => draw({ content: text })

test('an embed has bar, linked title, description, inline fields, footer and time', async () => {
  const page = await draw({
    embeds: [
      {
        title: 'Failed',
        url: 'https://k.example/job',
        description: 'It broke',
        color: 0x00_e0_5a,
        fields: [
          { name: 'Model', value: 'orders', inline: true },
          { name: 'Error', value: 'KE-1' },
        ],
        footer: { text: 'default · d-1' },
        timestamp: '2025-11-12T10:30:00.000Z',
      },
    ],
  })
  expect(page).toContain('fill="#00e05a"')
  expect(page).toMatch(/<h3 class="header"[^>]*><a class="link" href="https:\/\/k\.example\/job"/)
  expect(page.match(/class="field inline"/g)).toHaveLength(1)
  expect(seenIn(page)).toBe('Failed It broke Model orders Error KE-1 default · d-1 • 12 Nov 2025, 10:30')
})

test('markdown is drawn, and what was escaped is text without its backslash', async () => {
  const page = await content(String.raw`**b** *i* __u__ ~~s~~ \*not\* \_this\_ sales_eu_x C:\dir \\`)
  expect(page).toContain('<b>b</b> <i>i</i> <u>u</u> <s>s</s>')
  expect(seenIn(page)).toBe(String.raw`b i u s *not* _this_ sales_eu_x C:\dir \ `.trim())
})

test('a fence keeps its lines, whatever they hold', async () => {
  const page = await content('before\n```text\nat **x**\n  at \\*y <z>\n```\nafter')
  expect(page).toContain('<pre class="code">at **x**\n  at \\*y &lt;z&gt;</pre>')
  expect(page).toMatch(/before.*after/s)
})

test('an escaped fence is text', async () => {
  expect(await content('\\`\\`\\`\nx\n\\`\\`\\`')).not.toContain('<pre')
})

test('quotes, headings and small print are drawn line by line', async () => {
  const page = await content('> quoted\n# big\n-# small\n\\# plain')
  expect(page).toMatch(/<blockquote[^>]*>quoted/)
  expect(page).toMatch(/<h4[^>]*>big/)
  expect(page).toMatch(/class="subtext"[^>]*>small/)
  expect(page).toMatch(/<p[^>]*># plain/)
})

test('those who are called are pills; @everyone only where the call allows it', async () => {
  expect(seenIn(await content('<@&4242> <@77> <@4242>'))).toBe('@oncall @77 @4242')
  expect(await draw({ content: '@everyone', allowed_mentions: { parse: [] } })).not.toContain('pill')
  expect(await draw({ content: '@everyone', allowed_mentions: { parse: ['everyone'] } })).toContain('pill')
})

test('links and times are drawn', async () => {
  const page = await content(
    '[go](https://k.example/a) <https://k.example/b> https://k.example/c <t:1762943400:R>',
  )
  expect(page.match(/href="https:\/\/k\.example\/[abc]"/g)).toHaveLength(3)
  expect(seenIn(page)).toContain('12 Nov 2025, 10:30')
  expect(await content('[go](javascript:alert(1))')).not.toContain('<a ')
})

test('link buttons are drawn; other components are boxes with their number', async () => {
  const page = await draw({
    components: [
      { type: 1, components: [{ type: 2, style: 5, label: 'Open', url: 'https://k.example/' }, { type: 3 }] },
      { type: 17 },
      null,
    ],
  })
  expect(page).toMatch(/<a class="button "[^>]*>Open/)
  expect([...page.matchAll(/<bdi>(component[^<]*)</g)].map(([, name]) => name?.trim())).toEqual([
    'component 3',
    'component 17',
    'component',
  ])
})
