import { expect, test } from 'vitest'
import { renderCard } from '../../src/render/render.ts'
import { loadTemplates } from '../../src/render/template.ts'
import { aContext } from '../support/a-context.ts'
import { anEvent } from '../support/an-event.ts'

const TIMES = '{% for i in (1..60) %}'
const DOUBLE = (what: string): string => `{% assign a = "xxxxxxxxxx" %}${TIMES}${what}{% endfor %}{{ a }}`
const LIST = (what: string): string =>
  `{% assign a = "x,y" | split: "," %}${TIMES}{% assign a = a | ${what} %}{% endfor %}`

/** Each would take hours or gigabytes if nothing stopped it. */
const BOMBS: readonly (readonly [string, string])[] = [
  ['loops in loops', '{% for i in (1..9000) %}{% for j in (1..9000) %}{{ i }}{% endfor %}{% endfor %}'],
  ['empty loops in loops', '{% for i in (1..9000) %}{% for j in (1..9000) %}{% endfor %}{% endfor %}'],
  ['a range of billions', '{% for i in (1..2000000000) %}x{% endfor %}'],
  ['append', DOUBLE('{% assign a = a | append: a %}')],
  ['prepend', DOUBLE('{% assign a = a | prepend: a %}')],
  ['capture', DOUBLE('{% capture a %}{{ a }}{{ a }}{% endcapture %}')],
  ['replace', DOUBLE('{% assign a = a | replace: "x", a %}')],
  ['url_encode', DOUBLE('{% assign a = a | append: "%" | url_encode | append: a %}')],
  ['a list in itself', `${LIST('push: a')}{{ a }}`],
  ['a list in itself as JSON', `${LIST('push: a')}{{ a | json }}`],
  ['lists that double', `${LIST('concat: a')}{{ a | join }}`],
  ['groups of groups', `${LIST('concat: a | group_by: "z"')}{{ a }}`],
  [
    'a chain of sums',
    `{% assign a = (1..900000) %}{{ a ${'| sum '.repeat(3000)} }}{{ a | sum }}{{ a | sum }}`,
  ],
  ['sorts', '{% assign a = (1..900000) %}{{ a | sort | reverse | sort | size }}'],
  ['what the template itself says', `{% for i in (1..40000) %}${'y'.repeat(80_000)}{% endfor %}`],
  ['dates', '{% for i in (1..40000) %}{{ i | date: "%A %B" }}{% endfor %}'],
  ['a padded date', '{{ "now" | date: "%9999999999d" }}'],
  [
    'comparisons',
    '{% assign a = (1..900000) %}{% assign b = (1..900000) %}{% for i in (1..9000) %}{% if a == b %}{% endif %}{% endfor %}',
  ],
]

test.each(BOMBS)('%s end in the built-in text', (_what, text) => {
  const { templates, problems } = loadTemplates(
    new Map([['mine', { file: 'mine.yaml', text: JSON.stringify({ summary: text }) }]]),
  )
  expect(problems).toEqual([])
  const context = aContext({ event: anEvent({ project: 'sales', job_type: 'META', cause: 'disk full' }) })
  const { card, problem } = renderCard(templates, 'mine', context)
  expect(card.summary).toBe('❌ sales / META failed: disk full')
  expect(problem).toMatch(/^template "mine" failed: (more than 20,000 steps|took longer|it makes too much)/)
})

test('one card’s budget holds for all its texts together', () => {
  const fields = Array.from({ length: 60 }, () => ({
    name: 'n',
    value: '{% for i in (1..400) %}{{ i }}{% endfor %}',
  }))
  const text = JSON.stringify({ summary: 'a', fields })
  const { templates } = loadTemplates(new Map([['mine', { file: 'mine.yaml', text }]]))
  expect(renderCard(templates, 'mine', aContext()).problem).toMatch(/more than 20,000 steps|took longer/)
})

test.each([
  ['blocks in blocks', '{% if project %}'.repeat(5000)],
  ['brackets in brackets', `{{ ${'tag['.repeat(9000)} }}`],
  ['braces that never close', '{{'.repeat(40_000)],
  ['tags that never close', '{%'.repeat(40_000)],
])('%s are refused when they are read', (_what, text) => {
  const { problems } = loadTemplates(
    new Map([['mine', { file: 'mine.yaml', text: JSON.stringify({ summary: text }) }]]),
  )
  expect(problems).toMatchObject([{ severity: 'error', code: 'template-text' }])
})
