import { expect, test } from 'vitest'
import type { Problem } from '../../src/problem.ts'
import { loadTemplates } from '../../src/render/template.ts'

const load = (text: string): ReturnType<typeof loadTemplates> =>
  loadTemplates(new Map([['mine', { file: 'templates/mine.yaml', text }]]))
const button = (url: string): string => `summary: a\nbuttons:\n  - { text: b, url: ${url} }\n`
const problemOf = (text: string): Partial<Problem> | undefined => load(text).problems[0]

test('a template with nothing wrong loads under its name', () => {
  const { templates, problems } = load('summary: "{{ project }}"\nseverity: info\n')
  expect(problems).toEqual([])
  expect(templates.get('mine')?.severity).toBe('info')
})

test.each([
  ['an unknown key', 'summary: a\ntitel: b\n', { code: 'unknown-key', line: 2, column: 1, length: 5 }],
  ['a missing summary', 'title: a\n', { code: 'missing-key', line: 1, column: 1 }],
  ['an unknown language', 'summary: { fr: a }\n', { code: 'unknown-key', line: 1, column: 12 }],
  ['a YAML error', 'summary: "a\n', { code: 'unclosed-quote', line: 1, column: 10 }],
  ['a colon of a Chinese keyboard', 'summary： a\ntitle: b\n', { code: 'full-width', line: 1, column: 8 }],
  ['a tab', 'summary: a\nfields:\n\t- { name: a, value: b }\n', { code: 'tab', line: 3, column: 1 }],
  [
    'a text that {{ begins',
    'summary: a\ntitle: {{ project }} failed\n',
    {
      code: 'template-key',
      line: 2,
      column: 8,
      length: 20,
      help: "put the text in quotes: '{{ project }} failed'",
    },
  ],
  [
    'one = for two',
    'summary: "{% if job_state = 1 %}a{% endif %}"\n',
    { code: 'template-text', line: 1, help: 'to compare, write ==' },
  ],
  ['a duplicate key', 'summary: a\nsummary: b\n', { code: 'yaml-syntax', line: 2 }],
  ['an alias', 'summary: &a x\ntitle: *a\n', { code: 'template-alias', line: 2, column: 8 }],
  ['an empty part', 'summary: a\nbody: #1\n', { code: 'template-shape', line: 2 }],
  ['a bare {{', 'summary: {{ project }}\n', { code: 'template-key', line: 1, column: 11 }],
  ['an open output', 'summary: "a {{ b"\n', { code: 'template-text', line: 1, column: 13, length: 4 }],
  ['a severity that is none', 'summary: a\nseverity: bad\n', { code: 'template-word', line: 2, column: 11 }],
  ['fields that are no list', 'summary: a\nfields: x\n', { code: 'template-shape', line: 2, column: 9 }],
  [
    'a field without a value',
    'summary: a\nfields:\n  - { name: b }\n',
    { code: 'missing-key', line: 3, column: 5 },
  ],
  [
    'a condition that is none',
    'summary: a\nfields:\n  - { $if: "a | shout", name: b, value: c }\n',
    { code: 'unknown-variable', line: 3, column: 13 },
  ],
  [
    'a button style that is none',
    'summary: a\nbuttons:\n  - { text: b, url: https://c, style: red }\n',
    { code: 'template-word', line: 3 },
  ],
  ['no mapping at all', '- a\n', { code: 'template-shape', line: 1, column: 1 }],
  ['an empty file', '', { code: 'template-shape', line: 1, column: 1 }],
])('%s is a problem with its place, and the template is left out', (_what, text, place) => {
  expect(problemOf(text)).toMatchObject({ ...place, severity: 'error', file: 'templates/mine.yaml' })
  expect(load(text).templates.size).toBe(0)
})

test('all mistakes are said in one run', () => {
  const { problems } = load('summary: "{{ a | b }}"\ntitel: x\nseverity: bad\n')
  expect(problems.map(({ code, line }) => `${code} ${line}`)).toEqual([
    'unknown-key 2',
    'unknown-variable 1',
    'unknown-filter 1',
    'template-word 3',
  ])
})

test('a text in one language only is a warning, and shown in both', () => {
  const { templates, problems } = load('summary: { zh: 失败 }\n')
  expect(problems).toMatchObject([{ severity: 'warning', code: 'missing-translation', line: 1, column: 1 }])
  expect(templates.get('mine')?.texts.summary).toEqual({ en: '失败', zh: '失败' })
})

test('an address that can never be shown is a warning', () => {
  expect(load(button('kylin.example/x')).problems).toMatchObject([
    { severity: 'warning', code: 'template-address', line: 3, column: 21, length: 15 },
  ])
  expect(load('summary: a\nlink: kylin.example\n').problems).toMatchObject([{ code: 'template-address' }])
  for (const url of ['https://kylin.example', '"{{ links.job }}"']) {
    expect(load(button(url)).problems).toEqual([])
  }
})

test('a file of many megabytes is refused before it is parsed', () => {
  expect(problemOf(`summary: ${'a'.repeat(300_000)}`)).toMatchObject({ code: 'template-too-long' })
})
