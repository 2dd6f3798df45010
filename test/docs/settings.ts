import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { code, prose, table } from './table.ts'

/** Some settings that are explained together. */
interface Group {
  readonly names: readonly string[]
  /** What each is where it is not set; '' where it is nothing. */
  readonly defaults: readonly string[]
  readonly about: string
}

const EXAMPLE = join(import.meta.dirname, '../../src/deploy/env/en.env')
/** These lines show what may be written; nothing is taken where they are not set. */
const NO_DEFAULT = /_USERNAME$/

/** The settings as `.env.example` explains them, which a test holds against what the program reads. */
function settingGroups(): Group[] {
  const blocks = readFileSync(EXAMPLE, 'utf8').split('\n\n')
  return blocks.flatMap((block) => {
    const lines = block.trim().split('\n')
    const settings = lines.flatMap((line) => [...line.matchAll(/^# ([A-Z][A-Z\d_]*)=(.*)$/g)])
    if (settings.length === 0) return []
    const about = lines.filter((line) => !/^# [A-Z][A-Z\d_]*=/.test(line)).map((line) => line.slice(2))
    const names = settings.map(([, name]) => name ?? '')
    const defaults = settings.map(([, name = '', value = '']) => (NO_DEFAULT.test(name) ? '' : value))
    return [{ names, defaults, about: about.join(' ') }]
  })
}

/** Settings, defaults, meanings. */
export function settingsPart(): string {
  const rows = settingGroups().map(({ names, defaults, about }) => [
    names.map(code).join(', '),
    defaults.some((value) => value !== '') ? defaults.map((value) => code(value) || '–').join(', ') : '',
    prose(about),
  ])
  return table(['setting', 'default', 'meaning'], rows)
}
