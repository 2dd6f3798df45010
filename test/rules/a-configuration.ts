import type { ReadTeamFile } from '../../src/rules/file/bundle.ts'
import { loadRules } from '../../src/rules/load.ts'
import type { Known, Loaded } from '../../src/rules/load.ts'

/** A root file with two teams: sales may post to `platform`, risk to no channel of the root. */
export const ROOT = `version: 1
channels:
  platform: slack:#platform
  secret: slack:#secret
mentions:
  oncall: { slack: S0ABC12345 }
  boss: { slack: U0ABC12345 }
hours:
  nights: { daily: 22:00-08:00 }
teams:
  sales:
    when: { project: sales* }
    rules: teams/sales.yaml
    contact: platform
    allow: platform
    language: zh
    timezone: Asia/Shanghai
  risk: { when: { project: risk }, rules: risk.yaml }
rules:
  - { name: All, when: { job_state: DISCARDED }, send: secret }
unmatched: drop
`

/** Files by their paths; any other does not exist. */
export function readFrom(files: Readonly<Record<string, string>>): ReadTeamFile {
  return (path) => {
    const text = files[path]
    return text === undefined ? { error: 'ENOENT' } : { text }
  }
}

/** ROOT with the text of the sales team's file; that of the risk team is sound. */
export function withSales(text: string, known: Known = {}): Loaded {
  const read = readFrom({ 'teams/sales.yaml': text, 'risk.yaml': 'rules: []' })
  return loadRules(ROOT, 'conf/rules.yaml', { read, ...known })
}
