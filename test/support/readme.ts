import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const text = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')

/** The blocks of the README in a language, '' for those in none. */
export function blocks(language: string): string[] {
  return [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)]
    .filter(([, tag]) => tag === language)
    .map(([, , block]) => block ?? '')
}

/** Every command that the README shows. */
export const COMMANDS = blocks('sh').flatMap((block) => block.trim().split('\n'))

/** What `herald` stands for in a clone. */
export const ALIAS = "alias herald='npm run -s herald --'"

/**
 * Run elsewhere: the first two by a fresh clone in CI and in e2e/demo.test.ts, the last two by every e2e test, the alias
 * by readme-commands.test.ts.
 */
export const ELSEWHERE = [
  'npm ci && npm run demo',
  'npm ci && npm test',
  ALIAS,
  'herald serve --dry-run --samples',
  'herald serve',
]

/** Run by readme-commands.test.ts. */
export const HERE = COMMANDS.filter(
  (command) => /^(?:herald|curl) /.test(command) && !ELSEWHERE.includes(command),
)
