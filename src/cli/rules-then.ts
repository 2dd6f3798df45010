import type { WhyJson } from '../console/why-json.ts'
import { unpackRules } from '../rules/file/bundle.ts'
import { type Explanation, explainJson, explainLines } from '../rules/explain.ts'
import { loadRules } from '../rules/load.ts'
import type { Rules } from '../rules/rules.ts'
import { foundAt } from './ask-bridge.ts'
import type { Bridge } from './bridge-client.ts'
import { plain } from '../steering.ts'
import { pathOf } from './terminal-text.ts'

/** Why an event went where it went, rule by rule, by the rules of then. */
export interface WhyThen {
  readonly trace: Explanation
  /** The same for a person. */
  readonly lines: readonly string[]
  /** False where those rules cannot be had: then only what matched is known. */
  readonly whole: boolean
  /** The rules themselves; null where they cannot be had. */
  readonly rules: Rules | null
}

/** Works traces out again from the rules that a bridge keeps under their hash; each is fetched once. */
export function rulesThen(bridge: Bridge): (one: WhyJson) => Promise<WhyThen> {
  const known = new Map<string, Promise<Rules | null>>()
  return async (one) => {
    const rules = known.get(one.rules) ?? rulesAt(bridge, one.rules)
    known.set(one.rules, rules)
    const then = one.outcome === 'notice' ? null : await rules
    if (then === null) {
      const whole = one.outcome === 'notice'
      return { trace: one.trace, lines: storedLines(one), whole, rules: null }
    }
    const decision = then.match(one.event, true)
    return { trace: explainJson(decision), lines: explainLines(decision), whole: true, rules: then }
  }
}

/** The rules that a bridge keeps under a hash, or those in force; null where they cannot be had. @throws BridgeError */
export async function rulesAt(bridge: Bridge, hash?: string): Promise<Rules | null> {
  const found = await foundAt(bridge, pathOf('/api/rules', { hash }))
  if (typeof found !== 'object' || found === null || !('source' in found)) return null
  const { text, read } = unpackRules(String(found.source))
  return loadRules(text, 'rules.yaml', { read }).rules
}

/** What was kept with the event: the rules that matched. */
function storedLines({ trace, outcome }: WhyJson): string[] {
  const matched = trace.rules.map(({ name, why, channels }) => `✓ ${name}: ${why} → ${channels.join(', ')}`)
  const to =
    trace.channels.length === 0 ? `nothing (${outcome})` : `${trace.channels.join(', ')} (${outcome})`
  return [...matched, `→ ${to}`].map(plain)
}
