import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvLine } from '../../src/cli/csv.ts'

/** RFC 4180, read strictly. */
function cellsOf(line: string): string[] {
  const cells: string[] = []
  let rest = line
  for (;;) {
    const found = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n$)/.exec(rest)
    if (found === null) throw new Error(`no CSV: ${JSON.stringify(rest)}`)
    cells.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
    rest = rest.slice(found[0].length)
    if (found[3] !== ',') return cells
  }
}

const cell = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', '=', '+', '-', '@', '\t', "'", '中') }),
)

test('a line of CSV reads back as its cells, but for the mark before a formula', () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (cells) => {
      const read = cellsOf(csvLine(cells))
      expect(read.map((text, n) => (text === cells[n] ? text : text.slice(1)))).toEqual(cells)
    }),
  )
})

test('no spreadsheet takes a cell for a formula', () => {
  fc.assert(
    fc.property(cell, (text) => {
      expect(cellsOf(csvLine([text]))[0]).not.toMatch(/^[=+\-@\t\r]/)
    }),
  )
  expect(csvLine(['=HYPERLINK("http://x","y")', 'plain'])).toBe(`"'=HYPERLINK(""http://x"",""y"")",plain\r\n`)
})
