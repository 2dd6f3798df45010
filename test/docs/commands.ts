import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { CommandGuide } from '../../src/cli/command-guide.ts'
import { code, prose, table } from './table.ts'

const MAIN = join(import.meta.dirname, '../../src/main.ts')

/** Every command with its options, as the program itself tells them. */
export function commandsPart(): string {
  const told = execFileSync(process.execPath, [MAIN, 'commands'], { encoding: 'utf8' })
  return (JSON.parse(told) as CommandGuide[]).map(commandText).join('\n\n')
}

function commandText({
  name,
  usage,
  description,
  arguments: given,
  options,
  examples,
}: CommandGuide): string {
  const rows = [
    ...given.map((one) => [code(one.name), prose(one.about + choicesOf(one.choices))]),
    ...options.map(({ flags, about, choices, fallback }) => [
      code(flags),
      prose(about + choicesOf(choices)) + (fallback === null ? '' : ` (default: ${code(plain(fallback))})`),
    ]),
  ]
  const what = `**${code(`herald ${usage}`)}**\n\n${prose(description)}`
  const lines = ['```console', ...examples.map((example) => `$ ${example}`), '```'].join('\n')
  return [`<a id="${name.replaceAll(' ', '-')}"></a>`, what, table(['', ''], rows), lines].join('\n\n')
}

function choicesOf(choices: readonly string[]): string {
  return choices.length === 0 ? '' : `: ${choices.join(', ')}`
}

function plain(json: string): string {
  return String(JSON.parse(json))
}
