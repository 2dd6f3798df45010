import { expect, test } from 'vitest'
import type { TextMistake } from '../../src/render/check-names.ts'
import { readExpression, readText } from '../../src/render/read-text.ts'
import { VARIABLES_OF } from '../../src/render/variables.ts'

function mistakesIn(
  text: string,
  kind: 'text' | 'expression' = 'text',
  local: string[] = [],
): readonly TextMistake[] {
  const { event } = VARIABLES_OF
  const read = kind === 'text' ? readText(text, local, event) : readExpression(text, local, event)
  return 'mistakes' in read ? read.mistakes : []
}

const found = (...input: Parameters<typeof mistakesIn>): string[] =>
  mistakesIn(...input).map(({ code, start, end }) => `${code}: ${input[0].slice(start, end)}`)

test.each([
  ['an output', '{{ projct }}', ['unknown-variable: projct']],
  ['a filter', '{{ project | shout }}', ['unknown-filter: shout']],
  [
    'an argument of a filter',
    '{{ project | append: aa, bb: cc }}',
    ['unknown-variable: aa', 'unknown-variable: cc'],
  ],
  [
    'every place of a text',
    '{{ aa | bb }} {{ cc }}',
    ['unknown-variable: aa', 'unknown-filter: bb', 'unknown-variable: cc'],
  ],
  [
    'a condition',
    '{% if aa > 1 and project == bb %}{% elsif cc %}{% endif %}',
    ['unknown-variable: aa', 'unknown-variable: bb', 'unknown-variable: cc'],
  ],
  [
    'a loop',
    '{% for s in aa limit: bb %}{{ cc }}{% else %}{{ dd }}{% endfor %}',
    ['unknown-variable: aa', 'unknown-variable: bb', 'unknown-variable: cc', 'unknown-variable: dd'],
  ],
  ['a range', '{% for i in (aa..bb) %}{% endfor %}', ['unknown-variable: aa', 'unknown-variable: bb']],
  [
    'a case',
    '{% case aa %}{% when bb, cc %}{% endcase %}',
    ['unknown-variable: aa', 'unknown-variable: bb', 'unknown-variable: cc'],
  ],
  [
    'an assignment',
    '{% assign x = aa | bb: cc %}',
    ['unknown-variable: aa', 'unknown-filter: bb', 'unknown-variable: cc'],
  ],
  ['a capture', '{% capture x %}{{ aa }}{% endcapture %}', ['unknown-variable: aa']],
  [
    'a cycle',
    '{% cycle aa | bb, cc %}',
    ['unknown-variable: aa', 'unknown-filter: bb', 'unknown-variable: cc'],
  ],
  ['an echo', '{% echo aa | bb %}', ['unknown-variable: aa', 'unknown-filter: bb']],
  [
    'a liquid tag',
    '{% liquid\n  assign x = aa\n  echo bb\n%}',
    ['unknown-variable: aa', 'unknown-variable: bb'],
  ],
  ['a path', '{{ tag[aa].x }}', ['unknown-variable: aa']],
  ['the words', '{{ t.modl }}', ['unknown-member: modl']],
  ['the links', '{{ links["jb"] }}', ['unknown-member: "jb"']],
  ['a text’s members', '{{ project.name }}', ['unknown-member: name']],
  ['a tag', '{% fro x in segment_ids %}{% endfor %}', ['unknown-tag: {% fro x in segment_ids %}']],
  ['two values side by side', '{{ project job_type }}', ['template-text: job_type']],
])('an unknown name in %s is found where it stands', (_where, text, mistakes) => {
  expect(found(text)).toEqual(mistakes)
})

test.each([
  '{{ project.size }} {{ tag.owner }} {{ fields.new_in_kylin_6 }} {{ t[job_state] }} {{ segment_ids.first }}',
  '{% for s in segment_ids %}{{ s }}{{ forloop.index }}{% endfor %}',
  '{% assign x = project %}{{ x }}{% capture y %}{{ x }}{% endcapture %}{{ y.z }}',
  '{% for s in segment_ids %}{% unless told %}{% assign told = true %}{% endunless %}{% endfor %}',
  '{{ "aa" }} {{ 1 }} {{ true }} {{ nil }} {% raw %}{{ aa }}{% endraw %}{% comment %}{{ aa }}{% endcomment %}',
  'no Liquid',
])('%j has no mistake', (text) => {
  expect(found(text)).toEqual([])
})

test('a name that a loop gives is unknown behind it', () => {
  expect(found('{% for s in segment_ids %}{% endfor %}{{ s }}')).toEqual(['unknown-variable: s'])
})

test('an expression is checked like a text, with the names that stand around it', () => {
  expect(found('item.x > aa', 'expression', ['item'])).toEqual(['unknown-variable: aa'])
  expect(found('project = 1', 'expression')).toEqual([expect.stringMatching(/^template-text/)])
  expect(found('', 'expression')).toEqual(['template-text: '])
})

test.each([
  ['{{ projekt }}', 'did you mean "project"?'],
  ['{{ err_code }}', 'Kylin calls it "error_code"'],
  ['{{ brand_new }}', "a field of Kylin's that Herald does not know is written fields.brand_new"],
  ['{{ project | truncat }}', 'did you mean "truncate"?'],
  ['{% asign x = 1 %}', 'did you mean "assign"?'],
  ['{{ t.durations }}', 'did you mean "duration"?'],
  ['{{ links.page }}', 'it has job, model'],
])('%s gets the help: %s', (text, help) => {
  expect(mistakesIn(text)[0]?.help).toBe(help)
})

test.each(['include', 'render', 'layout', 'block', 'tablerow', 'increment', 'decrement'])(
  'the tag %s is none',
  (tag) => {
    expect(found(`{% ${tag} x %}`)[0]).toMatch(/^unknown-tag/)
  },
)

test.each(['raw', 'where_exp', 'find_exp', 'group_by_exp', 'sample', 'jsonify', 'date_to_string'])(
  'the filter %s is none',
  (filter) => {
    expect(found(`{{ project | ${filter}: "x", "y" }}`)).toEqual([`unknown-filter: ${filter}`])
  },
)

test('what is nested without end is a mistake and no crash', () => {
  expect(mistakesIn(`{{ ${'tag['.repeat(5000)}project${']'.repeat(5000)} }}`)).toMatchObject([
    { code: 'template-text', message: 'it is nested too deeply' },
  ])
})
