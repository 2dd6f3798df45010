import type { ReplayLine } from '../console/reroute-plan.ts'
import { plain } from '../steering.ts'

/** Adds up what a replay did, in memory that grows only with what it changed. */
export interface Summary {
  readonly add: (line: ReplayLine) => void
  readonly seen: () => number
  /** Whether something that was asked for was not done. */
  readonly failed: () => boolean
  readonly json: () => object
  readonly text: () => string
}

export interface SummaryOptions {
  /** Deliveries were named, not sought. */
  readonly named: boolean
  readonly reroute: boolean
  readonly dryRun: boolean
}

type Did = Exclude<ReplayLine['did'], 'left'>
type Why = NonNullable<ReplayLine['why']>

const DONE: Readonly<Record<Did, string>> = {
  replayed: 'wait again',
  resent: 'are sent again',
  added: 'are new',
  rerouted: 'are closed: others take their place',
}

const LEFT: Readonly<Record<Why, string>> = {
  sent: 'sent already (--resend sends it again)',
  waiting: 'waits already',
  held: 'held back',
  folded: 'part of another message',
  silenced: 'silenced',
  file: 'a file, which comes with its message',
  'no-such-delivery': 'no such delivery',
  nowhere: 'the rules of now send it nowhere',
  changed: 'something else happened to it just then',
}

/** These are no success, whatever was asked. */
const FAILURES: ReadonlySet<Why> = new Set(['no-such-delivery', 'nowhere', 'changed'])
const SHOWN = 20

/** Nothing was added yet. */
export function createSummary({ named, reroute, dryRun }: SummaryOptions): Summary {
  const done: Record<Did, number> = { replayed: 0, resent: 0, added: 0, rerouted: 0 }
  const left = new Map<Why, number>()
  const kept: ReplayLine[] = []
  let seen = 0
  const acted = (): number => Object.values(done).reduce((sum, n) => sum + n, 0)

  return {
    add(line) {
      seen += 1
      const why = line.why ?? 'changed'
      if (line.did === 'left') left.set(why, (left.get(why) ?? 0) + 1)
      else done[line.did] += 1
      if (line.did !== 'left' || named || FAILURES.has(why)) kept.push(line)
    },
    seen: () => seen,
    failed() {
      if ([...left.keys()].some((why) => FAILURES.has(why))) return true
      return named && (reroute ? acted() === 0 : left.size > 0)
    },
    json: () => ({ dry_run: dryRun, ...done, left: Object.fromEntries(left), results: kept }),
    text() {
      const shown = kept.slice(0, SHOWN).map((line) => `${lineText(line)}\n`)
      if (kept.length > SHOWN) shown.push(`… and ${(kept.length - SHOWN).toLocaleString('en')} more\n`)
      const parts = (Object.keys(done) as Did[]).flatMap((did) =>
        done[did] === 0 ? [] : [`${done[did].toLocaleString('en')} ${DONE[did]}`],
      )
      const rest = [...left].map(([why, n]) => `${n.toLocaleString('en')} left alone: ${LEFT[why]}`)
      const all = [...parts, ...rest].join(', ')
      return `${shown.join('')}${dryRun ? 'dry run, nothing is changed: ' : ''}${all === '' ? 'nothing to replay' : all}\n`
    },
  }
}

function lineText({ delivery, event, channel, did, why, as, to }: ReplayLine): string {
  const what = {
    replayed: 'waits again',
    resent: `is sent again${as === undefined ? '' : ` as ${as}`}`,
    added: 'is new',
    rerouted: `is closed: goes to ${(to ?? []).join(', ')}`,
    left: `left alone: ${LEFT[why ?? 'changed']}`,
  }[did]
  return plain([delivery ?? `event ${event ?? ''}`, channel ?? '-', what].join('  '))
}
