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

/** What a rules file says that matters to how it is deployed. */
export interface Uses {
  /** The bots by which the rules post, not those of `accounts:`; rules with mistakes may post by any. */
  readonly platforms: ReadonlySet<ChatPlatform>
  /** The first of `clusters:`, else null. */
  readonly cluster: string | null
}

export function usesOf(text: string): Uses {
  const { rules } = loadRules(text, RULES, { read: teamFileReader(RULES) })
  if (rules === null) return { platforms: new Set(['slack', 'discord']), cluster: null }
  const used = new Set([...rules.channels.values()].map(({ account }) => account))
  const platforms = (['slack', 'discord'] as const).filter((platform) => used.has(platform))
  const [cluster = null] = rules.clusters.keys()
  return { platforms: new Set(platforms), cluster }
}
