import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile, fill, newBudget } from '../../src/render/engine.ts'
import { FILTERS } from '../../src/render/filters.ts'
import { LOOK, type Scope } from '../../src/render/look.ts'
import type { Language } from '../../src/rules/rules.ts'
import { code, prose, table } from './table.ts'

const END = Date.UTC(2026, 10, 28, 8, 3, 18)
const VALUES = {
  duration: 1_834_000,
  end_time: END,
  total: 1_610_612_736,
  rows: 1_234_567,
  cause: 'Container killed by YARN for exceeding memory limits.',
  excerpt: 'first line\nsecond line\nthird line',
  tag: { owner: 'amy' },
}

/** How each filter is used, with the values above. */
export const FILTER_EXAMPLES: Readonly<Record<string, string>> = {
  duration: 'duration | duration',
  day: 'end_time | day',
  time: 'end_time | time',
  clock: 'end_time | clock',
  ago: 'end_time | ago',
  bytes: 'total | bytes',
  number: 'rows | number',
  lines: 'excerpt | lines: 1',
  truncate: 'cause | truncate: 24',
  json: 'tag | json',
}

/** Herald's own filters; the examples are made by them. */
export function filtersPart(): string {
  const about = sentences()
  const rows = Object.keys(FILTERS).map((name) => {
    const example = FILTER_EXAMPLES[name] ?? ''
    return [
      code(name),
      prose(about.get(name) ?? ''),
      code(`{{ ${example} }}`),
      shown(example, 'en'),
      shown(example, 'zh'),
    ]
  })
  return table(['filter', 'makes', 'written', 'in English', 'in Chinese'], rows)
}

function shown(example: string, language: Language): string {
  const look = { language, timezone: 'Asia/Shanghai', now: END + 300_000 }
  const scope: Scope = Object.assign(Object.create(null), VALUES, { [LOOK]: look })
  return code(fill(compile(`{{ ${example} }}`), scope, newBudget(scope)))
}

/** The sentence that stands at each filter in the source. */
function sentences(): Map<string, string> {
  const source = readFileSync(join(import.meta.dirname, '../../src/render/filters.ts'), 'utf8')
  return new Map(
    [...source.matchAll(/^ {2}\/\*\* (.+) \*\/\n {2}(\w+):/gm)].map(([, about = '', name = '']) => [
      name,
      about,
    ]),
  )
}
