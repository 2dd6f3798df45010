import { expect, test } from 'vitest'
import { drawSlack } from '../../src/console/slack.ts'
import { drawing, markupOf, seenIn } from './markup-of.ts'

const draw = (payload: Record<string, unknown>) => markupOf(drawSlack(payload, drawing))
const text = (mrkdwn: string) => draw({ text: mrkdwn })
const plain = (words: string) => ({ type: 'plain_text', text: words })
const rich = (...elements: unknown[]) =>
  draw({ blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }] })

test('the notification text is drawn only where there are no blocks', async () => {
  expect(seenIn(await text('hello'))).toBe('hello')
  const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'Title' } }]
  expect(seenIn(await draw({ text: 'hello', blocks }))).toBe('Title')
})

test('an attachment has a bar of its colour, a broken colour a grey one', async () => {
  expect(await draw({ attachments: [{ color: '#E01E5A', text: 'x' }] })).toContain('fill="#E01E5A"')
  expect(await draw({ attachments: [{ color: 'red"><', text: 'x' }] })).toContain('fill="#868e96"')
})

test('header, fields, preformatted text, link buttons and context are drawn', async () => {
  const page = await draw({
    attachments: [
      {
        color: '#E01E5A',
        blocks: [
          { type: 'header', text: plain('Failed') },
          { type: 'section', fields: [{ type: 'mrkdwn', text: '*Model*\norders' }, plain('*not bold*')] },
          {
            type: 'rich_text',
            elements: [
              { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'at *x*\n  at y' }] },
            ],
          },
          { type: 'divider' },
          {
            type: 'actions',
            elements: [
              { type: 'button', text: plain('Open'), url: 'https://k.example/job', style: 'danger' },
            ],
          },
          { type: 'context', elements: [plain('default · d-1')] },
        ],
      },
    ],
  })
  expect(page).toMatch(/<h3 class="header"[^>]*>Failed<\/h3>/)
  expect(page).toContain('<b>Model</b>\norders')
  expect(page).toContain('*not bold*')
  expect(page).toContain('<pre class="code">at *x*\n  at y</pre>')
  expect(page).toContain('<hr />')
  expect(page).toMatch(
    /<a class="button danger" href="https:\/\/k\.example\/job"[^>]*rel="noopener noreferrer nofollow"/,
  )
  expect(page).toMatch(/<div class="context"[^>]*>\s*<span>default · d-1<\/span>/)
})

test('those who are called are pills, by the name that the rules give them', async () => {
  const page = await rich(
    { type: 'usergroup', usergroup_id: 'S0ONCALL' },
    { type: 'user', user_id: 'U7' },
    { type: 'broadcast', range: 'here' },
  )
  expect([...page.matchAll(/class="pill"><bdi>(@[^<]+)</g)].map(([, name]) => name)).toEqual([
    '@oncall',
    '@U7',
    '@here',
  ])
  expect(seenIn(await text('<!subteam^S0ONCALL> <@U7> <!here> <#C1|sales>'))).toBe('@oncall @U7 @here #sales')
})

test('rich text keeps styles, links, emoji and dates', async () => {
  const page = await rich(
    { type: 'text', text: 'b', style: { bold: true, code: true } },
    { type: 'link', url: 'https://k.example/', text: 'go' },
    { type: 'emoji', name: 'flag-cn', unicode: '1f1e8-1f1f3' },
    { type: 'emoji', name: 'custom' },
    { type: 'date', timestamp: 1_762_943_400, fallback: 'then' },
    { type: 'date', timestamp: 'never', fallback: 'then' },
  )
  expect(page).toContain('<b><code>b</code></b>')
  expect(seenIn(page)).toBe('b go 🇨🇳:custom: 12 Nov 2025, 10:30 then')
})

test('mrkdwn is drawn as Slack does: marks at word ends only, entities read once', async () => {
  expect(await text('*b* _i_ ~s~ `a*b*`')).toContain('<b>b</b> <i>i</i> <s>s</s> <code>a*b*</code>')
  expect(await text('sales_eu_model 2*3*4 * x *')).toContain('sales_eu_model 2*3*4 * x *')
  expect(await text('&lt;!here&gt; &amp;lt;')).toContain('&lt;!here&gt; &amp;lt;')
  expect(await text('*open')).toContain('*open')
})

test('a link that is not http(s) is only its label', async () => {
  const page = await text('<javascript:alert(1)|press> <https://k.example/?a=1&amp;b=2|fine>')
  expect(page).not.toMatch(/href="javascript/)
  expect(page).toContain('href="https://k.example/?a=1&amp;b=2"')
  expect(seenIn(page)).toContain('press')
})

test('a block, element or button of an unknown kind is a box with its name', async () => {
  const page = await draw({
    blocks: [
      { type: 'video', title: 'x' },
      { type: 'actions', elements: [{ type: 'datepicker' }] },
      { type: 'rich_text', elements: [{ type: 'rich_text_map' }] },
      'nonsense',
    ],
    attachments: null,
  })
  expect([...page.matchAll(/class="unknown">▢ <bdi>([^<]*)</g)].map(([, name]) => name)).toEqual([
    'video',
    'datepicker',
    'rich_text_map',
    '?',
  ])
})
