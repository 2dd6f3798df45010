import { accept } from './accept.ts'
import { drain } from './drain.ts'
import { latency } from './latency.ts'
import { match } from './match.ts'
import { memory } from './memory.ts'
import { parse } from './parse.ts'
import { postgres } from './postgres.ts'
import type { Row } from './row.ts'

const PARTS: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  parse,
  match,
  accept,
  latency,
  drain,
  memory,
  postgres,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name))
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`)
  process.exit(2)
}
console.log('| work | measured | baseline in the same run | ratio or limit |\n| --- | --- | --- | --- |')
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  for (const { work, measured, baseline, ratio } of await part()) {
    console.log(`| ${work} | ${measured} | ${baseline} | ${ratio} |`)
  }
}
