import { beforeAll, describe, expect, test } from 'vitest'
import { renderCard } from '../../src/render/render.ts'
import { loadTemplates, type Templates } from '../../src/render/template.ts'
import { aContext } from '../support/a-context.ts'
import { anEvent } from '../support/an-event.ts'
import { shippedTemplates } from '../support/shipped-templates.ts'

let shipped: Templates
beforeAll(async () => {
  shipped = await shippedTemplates()
})
const one = (text: string): Templates =>
  loadTemplates(new Map([['mine', { file: 'mine.yaml', text }]])).templates

const failed = anEvent({
  project: 'sales',
  job_type: 'INDEX_BUILD',
  job_id: 'job-1',
  duration: 1_834_000,
  error_code: 'KE-060100201',
  suggestion: 'Check YARN.',
  cause: 'Container killed by YARN',
  excerpt: '\tat a.b\n\tat c.d',
  data_from: Date.UTC(2024, 4, 10),
  data_to: Date.UTC(2024, 4, 11),
})

describe('the shipped templates', () => {
  test('a failure says which job, why, for how long, and what to do', () => {
    const links = { job: 'https://kylin.example/kylin/#/monitor/job', model: null }
    const { card, problem } = renderCard(shipped, null, aContext({ event: failed, links }))
    expect(problem).toBeUndefined()
    expect(card).toMatchObject({
      summary: '❌ sales / INDEX_BUILD failed: Container killed by YARN',
      title: '❌ sales: INDEX_BUILD failed',
      link: links.job,
      severity: 'error',
      body: 'Container killed by YARN',
      suggestion: 'Check YARN.',
      code: '\tat a.b\n\tat c.d',
      buttons: [{ text: 'Open in Kylin', url: links.job, style: 'danger' }],
      footer: 'default · job-1 · k7f3q-182',
    })
    expect(card.fields).toEqual(
      expect.arrayContaining([
        { name: 'Duration', value: '30m 34s' },
        { name: 'Data range', value: '10 May 2024 – 11 May 2024' },
        { name: 'Error code', value: 'KE-060100201' },
      ]),
    )
  })

  test('the same in Chinese, with full-width colons and the channel’s zone', () => {
    const event = { ...failed, data_from: Date.UTC(2024, 4, 10, 16) }
    const { card } = renderCard(shipped, null, aContext({ event, language: 'zh', timezone: 'Asia/Shanghai' }))
    expect(card.summary).toBe('❌ sales / INDEX_BUILD 失败：Container killed by YARN')
    expect(card.title).toBe('❌ sales：INDEX_BUILD 失败')
    expect(card.fields).toEqual(
      expect.arrayContaining([
        { name: '耗时', value: '30 分 34 秒' },
        { name: '数据范围', value: '2024年5月11日 – 2024年5月11日' },
      ]),
    )
  })

  test.each([
    ['SUCCEED', 'success', '✅ sales / INDEX_BUILD succeeded in 30m 34s'],
    ['ERROR', 'error', '❌ sales / INDEX_BUILD failed'],
    ['PAUSED', 'warning', '⏸️ sales / INDEX_BUILD paused after 30m 34s'],
    ['DISCARDED', 'info', '🗑️ sales / INDEX_BUILD discarded after 30m 34s'],
  ])('%s has a template of its own', (job_state, severity, summary) => {
    const event = anEvent({ project: 'sales', job_type: 'INDEX_BUILD', duration: 1_834_000, job_state })
    expect(renderCard(shipped, null, aContext({ event }))).toMatchObject({ card: { severity, summary } })
  })

  test('a success is one line with the delivery’s id', () => {
    const event = anEvent({ job_state: 'SUCCEED', rows: 1_234_567 })
    const { card } = renderCard(shipped, null, aContext({ event }))
    expect(card.summary).toMatch(/ · 1,234,567 rows$/)
    expect(card).toMatchObject({ title: '', body: '', code: '', suggestion: '', fields: [], buttons: [] })
    expect(card.footer).toBe('k7f3q-182')
  })

  test.each(['en', 'zh'] as const)('what was told before says so (%s)', (language) => {
    for (const job_state of ['SUCCEED', 'ERROR', 'PAUSED', 'DISCARDED']) {
      const context = aContext({ event: anEvent({ job_state }), language, toldBefore: true })
      const said = language === 'zh' ? '此前已通知' : 'told before'
      expect(renderCard(shipped, null, context).card.summary).toContain(said)
    }
  })

  test('the model’s name is shown where it is known', () => {
    const { card } = renderCard(shipped, null, aContext({ event: failed, model: 'orders' }))
    expect(card.summary).toContain('sales / orders failed')
    expect(card.fields).toContainEqual({ name: 'Model', value: 'orders' })
  })
})

describe('a template of one’s own', () => {
  test('is chosen by name, whatever the state', () => {
    expect(renderCard(one('summary: hello'), 'mine', aContext()).card.summary).toBe('hello')
  })

  test('shows a dash for a missing value, and leaves out a part that holds nothing else', () => {
    const text =
      'summary: "a {{ tag }}"\nbody: "{{ tag }}"\nlink: "{{ links.job }}"\nfooter: "{{ tag }}"\n' +
      'fields:\n  - { name: n, value: "{{ tag }}" }\n  - { $if: tag, name: m, value: x }\n'
    expect(renderCard(one(text), 'mine', aContext()).card).toMatchObject({
      summary: 'a —',
      body: '',
      link: null,
      footer: 'k7f3q-182',
      fields: [{ name: 'n', value: '—' }],
    })
  })

  test('takes conditions with operators', () => {
    const text =
      'summary: a\nfields:\n  - { $if: duration > 5, name: long, value: x }\n' +
      '  - { $if: job_state == "PAUSED", name: paused, value: x }\n'
    const { card } = renderCard(one(text), 'mine', aContext({ event: anEvent({ duration: 6 }) }))
    expect(card.fields.map(({ name }) => name)).toEqual(['long'])
  })

  test.each(['javascript:alert(1)', 'ftp://x', 'https://user:pass@x', 'https://a b', '', 'https://'])(
    'a button to %j is left out',
    (url) => {
      const text = 'summary: a\nlink: "{{ tag }}"\nbuttons:\n  - { text: b, url: "{{ tag }}" }\n'
      const { card } = renderCard(one(text), 'mine', aContext({ event: anEvent({ tag: url }) }))
      expect(card).toMatchObject({ buttons: [], link: null })
    },
  )

  test('sees a tag’s members, lists, and 64-bit integers', () => {
    const tag = { owner: 'mei', ids: [9_223_372_036_854_775_807n, 2] }
    const text = 'summary: "{{ tag.owner }} {{ tag.ids }} {{ tag.ids[0] | number }} {{ tag }}"'
    expect(renderCard(one(text), 'mine', aContext({ event: anEvent({ tag }) })).card.summary).toBe(
      'mei 9223372036854775807, 2 9,223,372,036,854,775,807 {"owner":"mei","ids":[9223372036854775807,2]}',
    )
  })

  test('calculates with 64-bit integers, though not to the last digit, and shows nil as nothing', () => {
    const tag = { to: 9_223_372_036_854_775_807n }
    const text =
      'summary: "{{ tag.to | divided_by: 1000000000000 | round }} {{ 5 | at_most: tag.to }} {% assign a = nil %}{{ a }}"'
    const { card, problem } = renderCard(one(text), 'mine', aContext({ event: anEvent({ tag }) }))
    expect([card.summary, problem]).toEqual(['9223372 5 —', undefined])
  })

  test('sees nothing that is no variable, and no Liquid in values is run', () => {
    const text =
      'summary: "{{ fields.constructor }}{{ fields.__proto__ }}{{ fields.project.constructor }} {{ tag }}"'
    const { card } = renderCard(one(text), 'mine', aContext({ event: anEvent({ tag: '{{ project }}' }) }))
    expect(card.summary).toBe('——— {{ project }}')
  })

  test('a field of the callback cannot stand in for ours', () => {
    const event = anEvent({
      t: 'x',
      links: 'https://evil.example',
      delivery: 'x',
      model: 'x',
      told_before: true,
    })
    const text = 'summary: "{{ t.model }} {{ links.job }} {{ delivery }} {{ model }} {{ told_before }}"'
    expect(renderCard(one(text), 'mine', aContext({ event })).card.summary).toBe('Model — k7f3q-182 — false')
  })
})

const fieldsOf = (field: string, event: Parameters<typeof anEvent>[0]): string[] =>
  renderCard(
    one(`summary: a\nfields:\n  - { ${field} }`),
    'mine',
    aContext({ event: anEvent(event) }),
  ).card.fields.map(({ name, value }) => `${name}: ${value}`)

describe('a part that is repeated', () => {
  test.each([
    ['a list', 'segment_ids', ['x', 'y'], ['x: 1', 'y: 1']],
    ['one value', 'tag', 'x', ['x: 1']],
    ['nothing', 'tag', null, []],
    ['an empty text', 'tag', '', []],
  ])('stands there for each item of %s', (_what, list, value, shown) => {
    expect(fieldsOf(`$each: ${list}, name: '{{ item }}', value: '1'`, { [list]: value })).toEqual(shown)
  })

  test('names its item, sees the members of objects, and can leave items out', () => {
    const field = "$each: pair in tag, $if: pair.value > 1, name: '{{ pair.key }}', value: '{{ pair.value }}'"
    expect(fieldsOf(field, { tag: { a: 1, b: 2, c: 3 } })).toEqual(['b: 2', 'c: 3'])
  })

  test('ends after 50, and says how many more there were', () => {
    const shown = fieldsOf("$each: index_ids, name: '{{ item }}', value: '1'", {
      index_ids: Array.from({ length: 20_000 }, (_, index) => index),
    })
    expect(shown).toHaveLength(51)
    expect(shown.at(-1)).toBe('…: +19950 more')
  })

  test('may be a button', () => {
    const text = "summary: a\nbuttons:\n  - { $each: tag, text: '{{ item.key }}', url: '{{ item.value }}' }"
    const event = anEvent({ tag: { run: 'https://a.example/', bad: 'ftp://x' } })
    expect(renderCard(one(text), 'mine', aContext({ event })).card.buttons).toEqual([
      { text: 'run', url: 'https://a.example/', style: 'default' },
    ])
  })
})

describe('a moment', () => {
  const NOW = Date.UTC(2024, 4, 11, 8, 3, 8)
  const field = (value: string): unknown =>
    renderCard(
      one(`summary: a\nfields:\n  - { name: n, value: '${value}' }`),
      'mine',
      aContext({ event: anEvent({ end_time: NOW - 300_000 }), now: NOW }),
    ).card.fields[0]

  test('that is all of a field’s value goes with it, so that a platform can tell it better', () => {
    expect(field('{{ end_time | time }}')).toEqual({
      name: 'n',
      value: '11 May 2024, 07:58',
      moment: { at: NOW - 300_000, style: 'time' },
    })
    expect(field('{{ end_time | ago }}')).toMatchObject({ moment: { style: 'ago' } })
  })

  test.each([
    '{{ end_time | day }}',
    'at {{ end_time | time }}',
    '{{ end_time | time }} {{ end_time | time }}',
  ])('%s is text', (value) => {
    expect(field(value)).not.toHaveProperty('moment')
  })

  test('is when the job ended, for the card', () => {
    for (const [end_time, at] of [
      [NOW, NOW],
      [0, 7],
    ] as const) {
      const event = anEvent({ end_time, receivedAt: 7 })
      expect(renderCard(shipped, null, aContext({ event })).card.at).toBe(at)
    }
  })
})

test.each([
  ['en', 'UTC', '2024-05-11 20:00 May 00'],
  ['zh', 'Asia/Shanghai', '2024-05-12 04:00 五月 08'],
  ['en', 'No/Where', '2024-05-11 20:00 May 00'],
] as const)(
  'Liquid’s own date counts in ms, in the channel’s zone and language (%s, %s)',
  (language, timezone, shown) => {
    const text = `summary: '{{ end_time | date: "%Y-%m-%d %H:%M %B" }} {{ "now" | date: "%H" }}'`
    const event = anEvent({ end_time: Date.UTC(2024, 4, 11, 20) })
    const { card } = renderCard(one(text), 'mine', aContext({ event, language, timezone, now: 0 }))
    expect(card.summary).toBe(shown)
  },
)

test.each([
  ['SUCCEED', 'en', '✅ sales / META succeeded'],
  ['ERROR', 'en', '❌ sales / META failed: disk full'],
  ['ERROR', 'zh', '❌ sales / META 失败：disk full'],
  ['PAUSED', 'zh', '⏸️ sales / META 已暂停'],
  ['DISCARDED', 'en', '🗑️ sales / META discarded'],
  ['NEW', 'en', '❔ sales / META NEW'],
] as const)('short says %s on one line (%s)', (job_state, language, summary) => {
  const cause = job_state === 'ERROR' ? 'disk full' : ''
  const event = anEvent({ project: 'sales', job_type: 'META', job_state, cause })
  expect(renderCard(shipped, 'short', aContext({ event, language })).card).toMatchObject({
    summary,
    title: '',
    fields: [],
    footer: `default · ${event.job_id} · k7f3q-182`,
  })
})

describe('without a usable template', () => {
  const event = anEvent({ project: 'sales', job_type: 'INDEX_BUILD', job_id: 'job-1', cause: 'disk full' })

  test('a missing one gives the built-in text and says so', () => {
    expect(renderCard(new Map(), 'mine', aContext({ event }))).toMatchObject({
      card: { summary: '❌ sales / INDEX_BUILD failed: disk full', footer: 'default · job-1 · k7f3q-182' },
      problem: 'there is no template "mine"',
    })
  })

  test('the built-in text speaks the channel’s language', () => {
    const { card } = renderCard(new Map(), null, aContext({ event, language: 'zh' }))
    expect(card.summary).toBe('❌ sales / INDEX_BUILD 失败：disk full')
  })

  test.each([
    ['a loop over billions', '{% for i in (1..2000000000) %}x{% endfor %}'],
    [
      'a loop that takes too long',
      '{% for i in (1..5000) %}{% for j in (1..5000) %}{{ i }}{% endfor %}{% endfor %}',
    ],
    [
      'a filter that fails',
      '{{ tag | sort | map: "x" | sum | times: tag | divided_by: 0 | strftime }}{{ tag | upcase }}',
    ],
  ])('%s gives the built-in text and says so', (_what, liquid) => {
    const hostile = { ...event, fields: { ...event.fields, tag: { toString: 1, valueOf: 1 } } }
    const templates = one(`summary: '${liquid.replace(' | strftime', '')}'`)
    const { card, problem } = renderCard(templates, 'mine', aContext({ event: hostile }))
    expect(card.summary).toBe('❌ sales / INDEX_BUILD failed: disk full')
    expect(problem).toMatch(/^template "mine" failed: /)
  })

  test('a summary that comes out empty is the built-in one', () => {
    expect(renderCard(one('summary: "{{ cause }}"'), 'mine', aContext()).card.summary).toMatch(/^❌ sales/)
  })

  test('a state Kylin did not have is told plainly, and is no problem', () => {
    const odd = anEvent({ project: 'sales', job_type: 'META', job_state: 'constructor' })
    const { card, problem } = renderCard(shipped, null, aContext({ event: odd }))
    expect(card).toMatchObject({ summary: '❔ sales / META constructor', severity: 'info' })
    expect(problem).toBeUndefined()
  })
})
