import type { Finding } from '../finding.ts'
import { quoted } from '../finding.ts'
import { fullName } from '../parts/named.ts'
import { standsAlone } from '../parts/resolve-channel.ts'
import { EVERYONE } from '../rules.ts'
import type { Rules } from '../rules.ts'
import { didYouMean } from '../suggest.ts'
import { NOTHING } from '../file/test-shape.ts'

/** A name of a test as the whole configuration knows it, or why there is none. */
export type Resolved = { readonly name: string } | { readonly finding: Finding }

/** What a test may name: its team's own first, then the root file's. */
export interface TestNames {
  readonly channel: (name: string) => Resolved
  readonly mention: (name: string) => Resolved
  readonly rule: (name: string) => Resolved
}

/** The names that the tests of one file may use. @param team null: the root file */
export function testNames(rules: Rules, team: string | null): TestNames {
  const channels = new Set(rules.channels.keys())
  const mentions = new Set([...rules.mentions.keys(), ...EVERYONE])
  const names = new Set(rules.rules.map(({ name }) => name))
  return {
    channel: (name) => resolve('channel', name, team, channels, [NOTHING]),
    mention: (name) => resolve('mention', name, team, mentions, [NOTHING]),
    rule: (name) => resolve('rule', name, team, names, []),
  }
}

function resolve(
  kind: string,
  name: string,
  team: string | null,
  known: ReadonlySet<string>,
  words: readonly string[],
): Resolved {
  const found = [fullName(team, name), name].find((candidate) => known.has(candidate))
  if (found !== undefined) return { name: found }
  if (words.includes(name)) return { finding: standsAlone(name) }
  const all = [...[...known].map((other) => shortName(other, team)), ...words]
  const help = didYouMean(name, all, `${kind}s: ${all.slice(0, 20).join(', ')}`)
  return { finding: { code: `unknown-${kind}`, message: `there is no ${kind} ${quoted(name)}`, help } }
}

/** A team's own name as its file writes it. */
function shortName(name: string, team: string | null): string {
  const prefix = fullName(team, '')
  return team !== null && name.startsWith(prefix) ? name.slice(prefix.length) : name
}
