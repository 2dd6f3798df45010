import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { accept } from './accept.ts'
import { drain } from './drain.ts'
import { latency } from './latency.ts'
import { match } from './match.ts'
import { memory } from './memory.ts'
import { pace } from './pace.ts'
import { parse } from './parse.ts'
import { postgres } from './postgres.ts'
import type { Row } from './row.ts'

const PARTS: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  parse,
  match,
  accept,
  latency,
  drain,
  pace,
  memory,
  postgres,
}

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'string' } },
})
const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name))
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`)
  process.exit(2)
}
execFileSync('npm', ['run', '-s', 'build'], { cwd: join(import.meta.dirname, '../..') })
const lines: string[] = []
tell('| work | measured | baseline in the same run | ratio or limit | verdict |')
tell('| --- | --- | --- | --- | --- |')
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  for (const { work, measured, baseline, ratio, met } of await part()) {
    const verdict = met === undefined ? '' : met ? 'met' : 'missed'
    tell(`| ${work} | ${measured} | ${baseline} | ${ratio} | ${verdict} |`)
  }
}

/** Prints a line of the table at once, and writes the table so far to the file that `--write` names. */
function tell(line: string): void {
  console.log(line)
  lines.push(line)
  if (values.write !== undefined) writeFileSync(values.write, `${lines.join('\n')}\n`)
}
