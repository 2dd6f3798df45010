import type { CompiledRule, RuleGroup, Target } from '../parts/compile.ts'
import { newAllowance } from './covers-cost.ts'
import { scopeOf } from './covers.ts'
import type { Finding, Report } from '../finding.ts'
import { quoted } from '../finding.ts'
import { newEarlier } from './lint-earlier.ts'
import { ownMistakes } from './lint-own.ts'
import type { Source } from '../match/matcher.ts'
import type { RuleDraft } from '../file/schema.ts'
import type { Steps } from '../file/steps.ts'

/** Notes which rules have a mistake while a file is compiled: of what is left of those, nothing can be said. */
export interface Watched {
  /** For compiling; reports as the file's own does. */
  readonly source: Source
  /** Whether nothing is wrong with the rule at a 0-based position. */
  readonly isSound: (index: number) => boolean
}

/** Watches over the rules of a file. */
export function watchRules(source: Source): Watched {
  const wrong = new Set<number>()
  const report: Report = (path, finding, at) => {
    const [key, index] = path
    if (key === 'rules' && typeof index === 'number' && finding.severity !== 'warning') wrong.add(index)
    source.report(path, finding, at)
  }
  return {
    source: { ...source, report },
    isSound: (index) => !wrong.has(index) && source.isSound(['rules', index]),
  }
}

/** Of all reasoning in one file, in the unit of costOf: at most a second, so that no file makes a reload hang. */
const MAX_TOTAL = 10_000_000

/**
 * Reports rules that can never run and rules that add nothing. What it says is certain; it may miss some where rules
 * are very many or very large. 10,000 rules take less than a second.
 * @param texts the rules as written, in their order
 */
export function* lintRules(
  { rules, reach, team }: RuleGroup,
  texts: readonly RuleDraft[],
  { source, isSound }: Watched,
): Steps<void> {
  const { report } = source
  const spend = newAllowance(MAX_TOTAL)
  const ends = newEarlier(spend)
  const senders = newEarlier(spend)
  for (const [index, rule] of rules.entries()) {
    yield
    if (!isSound(index)) continue
    const scope = scopeOf(rule, reach, spend)
    const own = ownMistakes(scope, team, spend)
    for (const { path, finding } of own) report(['rules', index, ...path], finding, 'key')
    if (scope.matched.length === 0 || own.some(({ finding }) => finding.severity === undefined)) continue
    const end = ends.covering(scope, '', () => true)
    if (end !== undefined) {
      report(['rules', index], unreachable(nameOf(texts, rule), nameOf(texts, end), end))
      continue
    }
    const text = texts[index]
    const lanes = rule.targets.map(laneOf)
    const timing = text === undefined ? '' : timingOf(text)
    const [first] = lanes
    // A name among its channels that is wrong elsewhere in the file leaves no lane.
    const whole = first !== undefined && lanes.length === new Set([text?.send ?? []].flat()).size
    if (whole && !rule.drop && !rule.stop) {
      const serves = (earlier: CompiledRule): boolean => servesAll(earlier, rule, lanes)
      const twin = senders.covering(scope, `${first} ${timing}`, serves)
      if (twin !== undefined) {
        report(['rules', index], useless(nameOf(texts, rule), nameOf(texts, twin), twin))
        continue
      }
    }
    if (rule.drop || rule.stop) ends.add(scope, [''])
    if (lanes.length > 0)
      senders.add(
        scope,
        lanes.map((lane) => `${lane} ${timing}`),
      )
  }
}

function nameOf(texts: readonly RuleDraft[], { index }: CompiledRule): string {
  return texts[index - 1]?.name ?? `rule ${index}`
}

function unreachable(name: string, earlier: string, { index, drop }: CompiledRule): Finding {
  return {
    code: 'unreachable-rule',
    message: `${quoted(name)} never runs: rule ${index}, ${quoted(earlier)}, takes all its events and ${drop ? 'drops them' : 'stops'}`,
    help: `move it above ${quoted(earlier)}, or leave it out`,
    severity: 'warning',
  }
}

function useless(name: string, earlier: string, { index }: CompiledRule): Finding {
  return {
    code: 'useless-rule',
    message: `${quoted(name)} adds nothing: rule ${index}, ${quoted(earlier)}, sends all its events to the same channels`,
    help: 'leave it out, or give it a channel or a mention of its own',
    severity: 'warning',
  }
}

/** Where a target's messages go; a computed channel goes wherever it goes. */
function laneOf({ channel }: Target): string {
  return channel.computed === null ? channel.lane : `computed ${channel.name}`
}

/** What a rule says of time and thread: rules that differ there do not stand in for each other. */
function timingOf({ limit, digest, quiet, thread }: RuleDraft): string {
  return JSON.stringify([limit, digest, quiet, thread])
}

function servesAll(earlier: CompiledRule, { mentions }: CompiledRule, lanes: readonly string[]): boolean {
  return (
    lanes.every((lane) => earlier.targets.some((target) => laneOf(target) === lane)) &&
    mentions.every((mention) => earlier.mentions.includes(mention))
  )
}
