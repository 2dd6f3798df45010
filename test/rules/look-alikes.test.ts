import { expect, test } from 'vitest'
import { problemsOf } from './a-rules-file.ts'

/** Rules from line 4 on. */
const fileOf = (rules: string): string =>
  `version: 1\nchannels: { ops: "slack:#ops", sales: "slack:#sales" }\nrules:\n${rules}\nunmatched: drop\n`

const FULL_WIDTH_SPACE = 'a full-width space (U+3000) stands here'
const NO_BREAK_SPACE = 'a no-break space (U+00A0) stands here'

test.each<[rules: string, line: number, column: number, code: string, message: string]>([
  ['  -\u3000name: A\n    send: ops', 4, 4, 'odd-space', FULL_WIDTH_SPACE],
  ['  - name:\u3000A\n    send: ops', 4, 10, 'odd-space', FULL_WIDTH_SPACE],
  ['  - name: A\n\u3000\u3000when: { project: a }\n    send: ops', 5, 1, 'odd-space', FULL_WIDTH_SPACE],
  ['  - name: A\n    when: {\u3000project: a }\n    send: ops', 5, 12, 'odd-space', FULL_WIDTH_SPACE],
  ['  - name: A\n    send:\u00a0ops', 5, 10, 'odd-space', NO_BREAK_SPACE],
  ['  -\u00a0name: A\n    send: ops', 4, 4, 'odd-space', NO_BREAK_SPACE],
  [
    '  - name: A\n    when:\n      project: a\n\u00a0     job_state: ERROR\n    send: ops',
    7,
    1,
    'odd-space',
    NO_BREAK_SPACE,
  ],
  ['  – name: A\n    send: ops', 4, 3, 'odd-dash', '– (U+2013) is text to YAML'],
  ['  - name: A\n    send: ops\n  — name: B', 6, 3, 'odd-dash', '— (U+2014) is text to YAML'],
  ['  - name: A\n    send:\n      – ops\n      – sales', 6, 7, 'odd-dash', '– (U+2013) is text to YAML'],
  [
    '  - name: A\n    when: { project: a，job_state: ERROR }\n    send: ops',
    5,
    23,
    'full-width',
    '， is no sign of its own',
  ],
  ['  - name: A\n    when: ｛ project: a ｝\n    send: ops', 5, 11, 'full-width', '｛ is no sign of its own'],
])('what looks like a sign of YAML is named where it stands: %j', (rules, line, column, code, message) => {
  expect(problemsOf(fileOf(rules))).toEqual([
    expect.objectContaining({ line, column, code, message: expect.stringContaining(message) }),
  ])
})

test('names of channels in one text are not one name', () => {
  expect(problemsOf(fileOf('  - name: A\n    send: [ops，sales]'))).toMatchObject([
    {
      code: 'unknown-channel',
      help: '， is text to YAML; between names stands the , of an English keyboard',
    },
  ])
})

test.each([
  '  - name: 销售，失败：全部\n    send: ops',
  '  - name: a – b — c\n    send: ops',
  '  - name: "销售　失败"\n    when: { cause: "内存，不足" }\n    send: ops',
])('in a text they may stand: %j', (rules) => {
  expect(problemsOf(fileOf(rules))).toEqual([])
})

test.each(['销售，失败', '销售　失败', 'a – b', "'{　，'"])(
  'where they are part of a text, a mistake in the line is said as it is: %s',
  (name) => {
    expect(problemsOf(fileOf(`  - name: ${name}: b\n    send: ops`))).toMatchObject([
      { code: 'second-colon' },
    ])
  },
)
