import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Document, isMap, isScalar, parseDocument, Scalar } from 'yaml'
import { loadTemplates } from '../../src/render/template.ts'
import { placesOf } from '../../src/render/scalar-place.ts'

const STYLES = ['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'] as const

/** The text where the problem's caret stands. */
function pointedAt(source: string): string | undefined {
  const { problems } = loadTemplates(new Map([['mine', { file: 'mine.yaml', text: source }]]))
  const [{ line = 0, column = 0, length = 0 } = {}] = problems
  return source.split('\n')[line - 1]?.slice(column - 1, column - 1 + length)
}

test.each([
  ['a plain text over two lines', 'summary: some text\n  and {{ wrong_name }}\n'],
  ['single quotes over two lines', "summary: 'it''s\n\n  so: {{ wrong_name }}'\n"],
  ['double quotes with escapes', 'summary: "a\\n\\t\\"\\u4e2d\\x41\\\n   b {{ wrong_name }}"\n'],
  ['a literal block', 'summary: |\n  a\n\n    b\n  {{ wrong_name }}\n'],
  ['a folded block with a header', 'summary: >2-\n\n    a b\n  c {{ wrong_name }}\n'],
  ['one translation', 'summary:\n  en: a\n  zh: "失败 {{ wrong_name }}"\n'],
  ['a condition', 'summary: a\nfields:\n  - { $if: "duration > wrong_name", name: a, value: b }\n'],
  ['the list of a loop', 'summary: a\nfields:\n  - { $each: "x in  wrong_name", name: a, value: b }\n'],
  ['the end of a long text', `summary: "${'{{ project }} '.repeat(200)}{{ wrong_name }}"\n`],
])('the caret is exact in %s', (_where, source) => {
  expect(pointedAt(source)).toBe('wrong_name')
})

test('each character of a scalar is found in its file, however YAML wrote it', () => {
  const pieces = fc.constantFrom(
    'a',
    'bc',
    "'",
    '"',
    '\\',
    '\\n',
    '#',
    ': ',
    '- ',
    ' ',
    '  ',
    '\n',
    '\n\n',
    '\t',
    '失',
    '👩‍👩‍👧',
    '{{ x }}',
    '%',
    '> ',
  )
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 40 }),
      fc.constantFrom(...STYLES),
      fc.integer({ min: 20, max: 60 }),
      (parts, type, lineWidth) => {
        const value = new Scalar(parts.join(''))
        value.type = type
        const source = new Document({ key: value }).toString({ lineWidth })
        const read = parseDocument(source)
        const node = isMap(read.contents) ? read.contents.items[0]?.value : null
        if (!isScalar(node) || typeof node.value !== 'string') return
        const places = placesOf(source, node)
        expect(places).not.toBeNull()
        const units = node.value.split('').map((unit, index) => ({ unit, place: places?.(index) ?? -1 }))
        const solid = units.filter(({ unit, place }) => unit.trim() !== '' && source[place] !== '\\')
        expect(solid.map(({ place }) => source[place])).toEqual(solid.map(({ unit }) => unit))
      },
    ),
    { numRuns: 500 },
  )
})
