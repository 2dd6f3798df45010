import { loadRules } from '../rules/load.ts'
import type { Answers } from './init-answers.ts'
import type { ChatPlatform } from './init-parts.ts'
import { rulesText } from './init-rules.ts'
import { teamFileReader } from './team-files.ts'
import { testConfiguration } from './tests.ts'

/** The file that `init` writes and reads. */
export const RULES = 'rules.yaml'

/** The rules that answers make have to be sound, without a warning, and their tests have to pass. */
export function wrongWith(answers: Answers): string[] {
  const loaded = loadRules(rulesText(answers), RULES)
  const { problems } = testConfiguration({ ...loaded, templates: new Map() })
  return [...loaded.problems, ...problems].map(({ message, help }) =>
    help === undefined ? message : `${message}; ${help}`,
  )
}

/** The bots by which the rules post, not those of `accounts:`; rules with mistakes may post by any. */
export function platformsOf(text: string): ReadonlySet<ChatPlatform> {
  const { rules } = loadRules(text, RULES, { read: teamFileReader(RULES) })
  if (rules === null) return new Set(['slack', 'discord'])
  const used = new Set([...rules.channels.values()].map(({ account }) => account))
  return new Set((['slack', 'discord'] as const).filter((platform) => used.has(platform)))
}
