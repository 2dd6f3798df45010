import { beforeAll, describe, expect, test } from 'vitest'
import { addToTally } from '../../src/render/add-to-tally.ts'
import { digestCard } from '../../src/render/digest-card.ts'
import { renderCard } from '../../src/render/render.ts'
import { loadTemplates, type Templates } from '../../src/render/template.ts'
import { aContext } from '../support/a-context.ts'
import { anEvent } from '../support/an-event.ts'
import { shippedTemplates } from '../support/shipped-templates.ts'
import { aMember, someMembers } from '../support/some-members.ts'

let shipped: Templates
beforeAll(async () => {
  shipped = await shippedTemplates()
})

const AT = Date.UTC(2024, 4, 11, 10, 30, 4)
const STORM = addToTally(null, [
  ...someMembers(398, { at: AT, cause: 'org.apache.spark.sql.AnalysisException: Table not found' }),
  ...someMembers(14, { at: AT, cause: 'disk full' }),
  aMember({ project: 'risk', cause: 'java.lang.OutOfMemoryError: Java heap space', at: AT + 397_000 }),
])
const digest = (over: Partial<Parameters<typeof digestCard>[0]> = {}): ReturnType<typeof digestCard> =>
  digestCard({
    what: 'storm',
    tally: STORM,
    ended: false,
    language: 'en',
    timezone: 'UTC',
    delivery: 'k7f3q-182',
    now: AT + 400_000,
    templates: shipped,
    ...over,
  })
const load = (name: string, text: string): ReturnType<typeof loadTemplates> =>
  loadTemplates(new Map([[name, { file: `${name}.yaml`, text }]]))

describe('the shipped digest', () => {
  test('of a storm says how much of what, where, and when', () => {
    expect(digest()).toEqual({
      card: {
        summary: '🌊 413 more failures in 6m 37s, 2 projects: sales_eu 412, risk 1',
        title: '🌊 413 more failures in 6m 37s, 2 projects',
        link: null,
        severity: 'error',
        body: '',
        fields: [],
        suggestion: '',
        code: `412  sales_eu
  398  AnalysisException: Table not found
   14  disk full
  1  risk · OutOfMemoryError: Java heap space`,
        buttons: [],
        footer: 'First 10:30:04 · last 10:36:41 · details follow in the thread · k7f3q-182',
        at: AT + 397_000,
      },
    })
  })

  test('of a storm that is over says so, in Chinese and in its zone', () => {
    const { card } = digest({ ended: true, language: 'zh', timezone: 'Asia/Shanghai' })
    expect(card).toMatchObject({
      summary: '🌊 6 分 37 秒内又有 413 次失败，涉及 2 个项目：sales_eu 412, risk 1 · 已平息',
      body: '🏁 已平息，历时 6 分 37 秒',
      footer: '首次 18:30:04 · 末次 18:36:41 · 详情见消息串 · k7f3q-182',
    })
  })

  test('of quiet hours and of a clock tells the time it covers, and the states where they differ', () => {
    const tally = addToTally(null, [
      ...someMembers(3, { cause: '', job_state: 'SUCCEED' }),
      aMember({ job_state: 'PAUSED' }),
    ])
    const since = Date.UTC(2024, 4, 10, 22)
    const quiet = digest({ what: 'quiet', tally, since, until: since + 36_000_000, details: false }).card
    expect(quiet).toMatchObject({
      title: '🌙 4 messages from quiet hours 22:00–08:00, 1 project',
      severity: 'warning',
      body: '✅ 3 succeeded · ⏸️ 1 paused',
      code: '4  sales_eu\n  3  INC_BUILD SUCCEED\n  1  Table or view not found: ORDERS',
      footer: 'First 10:30:04 · last 10:30:06 · k7f3q-182',
    })
    const titleOf = (from: number, until: number): string =>
      digest({ what: 'digest', tally, since: from, until }).card.title
    expect(titleOf(since, since + 7_200_000)).toBe('🗂️ 4 messages since 22:00, 1 project')
    expect(titleOf(since, since + 3_600_000)).toBe('🗂️ 4 messages in the last hour, 1 project')
    expect(titleOf(since, since + 86_400_000)).toBe('🗂️ 4 messages since 10 May 2024, 22:00, 1 project')
  })

  test.each([
    [{ ERROR: 1, SUCCEED: 9 }, 'error'],
    [{ DISCARDED: 1, SUCCEED: 9 }, 'warning'],
    [{ SUCCEED: 9 }, 'success'],
  ])('of %j is %s', (states, severity) => {
    expect(digest({ tally: { ...STORM, states } }).card.severity).toBe(severity)
  })

  test('of one failure speaks of one', () => {
    const { card } = digest({ tally: addToTally(null, [aMember()]) })
    expect(card.title).toBe('🌊 1 more failure, 1 project')
    expect(card.footer).toBe('First 10:30:04 · details follow in the thread · k7f3q-182')
  })

  test('of many projects names some and sums up the others', () => {
    const members = Array.from({ length: 60 }, (_, index) => aMember({ project: `p${index}` }))
    const { card } = digest({ tally: addToTally(null, members) })
    expect(card.title).toBe('🌊 60 more failures, 40+ projects')
    expect(card.summary).toMatch(/: p0 1, p1 1, p10 1 …$/)
    expect(card.code.split('\n')).toHaveLength(13)
    expect(card.code).toMatch(/\n48 {2}other projects$/)
  })

  test('of many causes shows the first, on lines that no platform breaks', () => {
    const causes = [
      '汉字'.repeat(90),
      'x'.repeat(190),
      'word '.repeat(38),
      '👩‍👩‍👧‍👦'.repeat(20),
      'a',
      'b',
      'c',
      'd',
    ]
    const { code } = digest({
      tally: addToTally(
        null,
        causes.map((cause) => aMember({ cause })),
      ),
    }).card
    const lines = code.split('\n')
    expect(lines.at(-1)).toMatch(/^ {2}2 {2}other causes$/)
    expect(lines.filter((line) => /^[ -~…]*$/.test(line)).every((line) => line.length <= 56)).toBe(true)
    expect(lines.filter((line) => line.includes('汉')).every((line) => line.length <= 32)).toBe(true)
  })
})

describe('a digest’s template of one’s own', () => {
  test('takes the place of the shipped one, a team’s before all', () => {
    const { templates, problems } = loadTemplates(
      new Map([
        ['digest', { file: 'a', text: 'summary: all' }],
        ['amy/digest', { file: 'b', text: 'summary: "{{ count }} of {{ projects.first.project }}"' }],
      ]),
    )
    expect(problems).toEqual([])
    expect(digest({ templates }).card.summary).toBe('all')
    expect(digest({ templates, team: 'amy' }).card).toMatchObject({
      summary: '413 of sales_eu',
      severity: 'error',
    })
  })

  test('sees what a digest tells, and its lists', () => {
    const text = `
summary: '{{ what }} {{ ended }} {{ state }} {{ states.ERROR }} {{ span | duration }} {{ period }} {{ others }} {{ earliest.first.job_type }}'
fields:
  - { $each: one in projects, name: '{{ one.project }}', value: '{{ one.causes.first.cause }} {{ one.causes.first.count }}' }
`
    const { templates, problems } = load('digest-night', text)
    expect(problems).toEqual([])
    const { card } = digest({ templates, template: 'digest-night', since: AT })
    expect(card.summary).toBe('storm false ERROR 413 6m 37s 400000 0 INC_BUILD')
    expect(card.fields[0]).toEqual({
      name: 'sales_eu',
      value: 'org.apache.spark.sql.AnalysisException: Table not found 398',
    })
  })

  test.each([
    ['digest', '{{ cause }}', 'there is no variable "cause"'],
    ['amy/digest-night', '{{ counts }}', 'there is no variable "counts"'],
    ['digest', '{{ count.total }}', '"count" has no member "total"'],
    ['digests', '{{ count }}', 'there is no variable "count"'],
    ['error', '{{ table }}', 'there is no variable "table"'],
  ])('%s: %s is a mistake when it is read', (name, text, message) => {
    const [problem] = load(name, `summary: '${text}'`).problems
    expect(problem?.message).toContain(message)
  })

  test.each([
    ['is missing', new Map(), undefined, /no template "digest"/],
    ['fails', null, undefined, /template "digest" failed/],
    ['tells of one event', null, 'error', /"error" is for one event/],
  ])('that %s gives way to a built-in text', (_what, none, template, problem) => {
    const templates =
      none ??
      loadTemplates(
        new Map([
          ['digest', { file: 'a', text: "summary: '{% for i in (1..900000) %}x{% endfor %}'" }],
          ['error', { file: 'b', text: 'summary: a' }],
        ]),
      ).templates
    const found = digest({ templates, ...(template === undefined ? {} : { template }) })
    expect(found.problem).toMatch(problem)
    expect(found.failed).toBe(template ?? 'digest')
    expect(found.card).toMatchObject({
      summary: '🌊 413 more failures in 6m 37s, 2 projects',
      severity: 'error',
      footer: 'k7f3q-182',
    })
    expect(found.card.code).toMatch(/^412 {2}sales_eu\n/)
  })

  test('shows one event as a digest of it alone', () => {
    const event = anEvent({ project: 'risk', cause: 'disk full' })
    const { card, problem } = renderCard(shipped, 'digest', aContext({ event }))
    expect(problem).toBeUndefined()
    expect(card).toMatchObject({ title: '🗂️ 1 failure, 1 project', code: '1  risk · disk full' })
  })
})
