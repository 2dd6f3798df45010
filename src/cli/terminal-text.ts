import { InvalidArgumentError } from 'commander'
import { clipped, padded } from '../console/cells.ts'
import { MOMENT_EXAMPLES, momentOf } from '../console/moments.ts'
import { plain } from '../steering.ts'

const SHADES: Readonly<Record<string, number>> = {
  sent: 32,
  waiting: 33,
  held: 33,
  dead: 31,
  'not-sent': 31,
  unknown: 33,
}

/** A word for a state or an outcome, in its colour where there are colours. */
export function shaded(word: string, color: boolean): string {
  const shade = SHADES[word]
  return color && shade !== undefined ? `\u001b[${shade}m${plain(word)}\u001b[0m` : plain(word)
}

/** `2026-11-22T03:00:00Z`, as `--since` and `--at` take it; `-` for what is no moment. */
export function timeText(ms: number | null): string {
  if (ms === null || Math.abs(ms) > 8.64e15) return '-'
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** `1,204 events`. */
export function counted(n: number, word: string): string {
  return `${n.toLocaleString('en')} ${word}${n === 1 ? '' : 's'}`
}

/** Longest column but the last, cells. */
const WIDEST = 40

/** Rows in columns; the last one takes what it needs. What comes from data is cleaned. */
export function table(rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) =>
    row.map((cell, n) => (n < row.length - 1 ? clipped(plain(cell), WIDEST) : cell)),
  )
  const widths: number[] = []
  for (const row of clean) {
    for (const [n, cell] of row.entries()) widths[n] = Math.max(widths[n] ?? 0, cell.length)
  }
  return clean
    .map((row) =>
      row
        .map((cell, n) => (n < row.length - 1 ? padded(cell, widths[n] ?? 0) : cell))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('')
}

/** Reads a flag's moment. @throws InvalidArgumentError */
export function moment(text: string): string {
  if (momentOf(text, 0) === null) throw new InvalidArgumentError(`Write ${MOMENT_EXAMPLES}.`)
  return text
}

/** Reads a flag's count. @throws InvalidArgumentError */
export function count(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('Write a whole number from 1 on.')
  return number
}

/** A path with its query; what is not given is left out. */
export function pathOf(
  path: string,
  query: Readonly<Record<string, string | number | null | undefined>>,
): string {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
  )
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`
}
