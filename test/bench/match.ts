import type { JobEvent } from '../../src/receive/event.ts'
import { matchOver } from '../../src/rules/match/match.ts'
import { indexRules } from '../../src/rules/match/rule-index.ts'
import type { RuleGroup } from '../../src/rules/parts/compile.ts'
import type { Rules } from '../../src/rules/rules.ts'
import { aChannel, aGroup } from '../rules/some-groups.ts'
import type { RuleText } from '../rules/some-groups.ts'
import { anEvent } from '../support/an-event.ts'
import { median, percentile, type Row } from './row.ts'

const CONTEXT = { hash: 'bench', clusters: new Map() }
const OPS = aChannel('ops', '#ops')
const TEAM_RULES = 25
const CAUSES = [
  'java.lang.OutOfMemoryError: Java heap space',
  'org.apache.spark.SparkException: Job aborted due to stage failure: Task 17 in stage 3.0 failed 4 times',
  'java.net.ConnectException: Call From node-17/10.0.0.17 to namenode:8020 failed: Connection refused',
]

/** What matching one event costs, by the number of rules. */
export function match(): Promise<readonly Row[]> {
  return Promise.resolve([100, 10_000].map(rowFor))
}

function rowFor(count: number): Row {
  const groups = groupsOf(count)
  const index = indexRules(groups)
  const indexed = matchOver(index, [], CONTEXT)
  const scan = matchOver({ all: index.all, candidates: () => index.all }, [], CONTEXT)
  const events = someEvents(2_000, count, '')
  const rounds = count > 1_000 ? 1 : 20
  timed(scan, events.slice(0, 200), 1)
  const plain = timed(scan, events.slice(0, 500), rounds)
  const fresh = timed(indexed, someEvents(500, count, '_new'), 1)
  timed(indexed, events, 5)
  const quick = timed(indexed, events, 20)
  return {
    work: `match, ${index.all.length.toLocaleString('en')} rules`,
    measured: `${us(median(quick))} per event, p99 ${us(percentile(quick, 0.99))}; a project seen for the first time ${us(median(fresh))}`,
    baseline: `scan of all rules ${us(median(plain))}`,
    ratio: `${(median(plain) / median(quick)).toFixed(0)} times; at most 20 µs`,
    met: median(quick) <= 20,
  }
}

function us(time: number): string {
  return `${time.toFixed(1)} µs`
}

/** Times in µs, each event by itself. */
function timed(decide: Rules['match'], events: readonly JobEvent[], rounds: number): number[] {
  const took: number[] = []
  for (let round = 0; round < rounds; round++) {
    for (const event of events) {
      const startedAt = performance.now()
      decide(event)
      took.push((performance.now() - startedAt) * 1_000)
    }
  }
  return took
}

/** A root file of projects and a few rules for all, and files of teams: half of the rules each. */
function groupsOf(count: number): RuleGroup[] {
  const general = Math.ceil(Math.sqrt(count) / 5)
  const root = Array.from({ length: count / 2 }, (_, n) =>
    n < general ? generalRule(n) : projectRule(n, `p${n}`),
  )
  const teams = Array.from({ length: count / 2 / TEAM_RULES }, (_, team) =>
    aGroup(
      Array.from({ length: TEAM_RULES }, (__, n) => teamRule(n)),
      `t${team}`,
      { project: [`t${team}`, `t${team}_*`] },
    ),
  )
  return [aGroup(root), ...teams]
}

/** For every project: every other one a regex on the cause. */
function generalRule(n: number): RuleText {
  const name = `general ${n}`
  if (n % 2 === 0)
    return { name, when: { job_state: 'ERROR', cause: `/OutOfMemory${n}|limits? ${n}/` }, send: [OPS] }
  return { name, when: { job_type: 'INC_BUILD', duration: { over: `${n}h` } }, send: [OPS] }
}

function projectRule(n: number, project: string): RuleText {
  const name = `rule ${n}`
  const send = [aChannel(`c${n % 500}`, `#c${n % 500}`)]
  switch (n % 8) {
    case 0:
      return {
        name,
        when: { project: `${project}_*`, job_state: 'ERROR' },
        unless: { error_code: 'KE-01*' },
        send,
      }
    case 1:
      return { name, when: { project: `*_${project}`, job_state: ['ERROR', 'DISCARDED'] }, send }
    case 2:
      return { name, when: { project, cause: '/refused|timed? out/' }, send, stop: true }
    case 3:
      return {
        name,
        when: { project: [project, `${project}x`], job_type: ['INDEX_BUILD', 'INC_BUILD'] },
        send,
      }
    default:
      return { name, when: { project, job_state: { not: 'SUCCEED' } }, send, mention: ['here'] }
  }
}

/** In the files of teams most rules leave the project to the team's reach. */
function teamRule(n: number): RuleText {
  const name = `rule ${n}`
  const send = [aChannel(`c${n}`, `#c${n}`)]
  if (n % 4 === 0) return { name, when: { job_state: 'ERROR', cause: '/heap|memory/' }, send }
  if (n % 4 === 1) return { name, when: { job_state: 'SUCCEED', duration: { over: '2h' } }, send }
  return { name, when: { tag: `tag${n}`, job_state: 'ERROR' }, send }
}

function someEvents(events: number, rules: number, suffix: string): JobEvent[] {
  return Array.from({ length: events }, (_, n) => {
    const at = (n * 7_919) % (rules / 2)
    const project = n % 2 === 0 ? `p${at}` : `t${at % (rules / 2 / TEAM_RULES)}_${n % 3}`
    return anEvent({
      project: `${project}${suffix === '' ? '' : `${suffix}${n}`}`,
      job_state: n % 3 === 0 ? 'SUCCEED' : 'ERROR',
      job_type: n % 5 === 0 ? 'INC_BUILD' : 'INDEX_BUILD',
      duration: (n % 50) * 600_000,
      cause: n % 3 === 0 ? '' : (CAUSES[n % CAUSES.length] ?? ''),
    })
  })
}
