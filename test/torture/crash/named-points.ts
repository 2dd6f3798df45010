import { join } from 'node:path'
import type { HeraldProcess } from '../../support/herald-process.ts'
import type { StandIn } from '../../support/stand-in.ts'
import type { Fault } from '../../support/stand-in-faults.ts'
import { type Row, verdict } from '../row.ts'
import { someLanes } from '../lanes.ts'
import { drained, ledgerOf } from './ledger.ts'
import { postAsKylin } from './post-as-kylin.ts'
import { aScene } from './scene.ts'

const POINTS = join(import.meta.dirname, 'points.ts')
const CALLBACKS = 5
/** The callback at which the process dies, counted from 1. */
const NTH = 3
/** A restart, the look-up of what may have been posted, and the sending: within a minute. */
const MOST_MS = 60_000

interface Point {
  readonly name: string
  /** Held by the platform while the process is killed from outside; else it kills itself there. */
  readonly held?: Fault
  /** Whether the message already stands in the channel, so that only the platform can tell. */
  readonly posted: boolean
}

const ALL: readonly Point[] = [
  { name: "before the accept's commit", posted: false },
  { name: "after the accept's commit", posted: false },
  { name: 'before the send', posted: false },
  { name: 'during the send, not taken', held: { breaks: 'hang' }, posted: false },
  { name: 'during the send, taken', held: { breaks: 'hang', posts: true }, posted: true },
  { name: "before the settle's commit", posted: true },
  { name: "after the settle's commit", posted: false },
]

/** kill -9 exactly at each named point, then a restart: nothing lost, in order, nothing told twice. */
export async function namedPoints(
  platform: 'slack' | 'discord',
  which: 'all' | 'posted' = 'all',
): Promise<readonly Row[]> {
  const points = ALL.filter(({ posted }) => posted || which === 'all')
  return Promise.all(points.map((point) => killedAt(point, platform)))
}

async function killedAt(point: Point, platform: 'slack' | 'discord'): Promise<Row> {
  const lanes = platform === 'slack' ? someLanes(1, 0) : someLanes(0, 1)
  const scene = await aScene({ rules: lanes.rules })
  const done = `killed ${point.name}, ${platform}`
  try {
    const doomed = await scene.serve(
      point.held === undefined
        ? { nodeFlags: ['--import', POINTS], env: { TORTURE_POINT: point.name, TORTURE_NTH: String(NTH) } }
        : {},
    )
    if (point.held !== undefined) void killDuringSend(scene[platform], point.held, doomed)
    const accepted = new Set<number>()
    let herald: HeraldProcess = doomed
    for (let number = 0; number < CALLBACKS; number += 1) {
      // Nothing else is under way when the point is reached.
      await Promise.race([drained(scene.database, MOST_MS), doomed.ended])
      // Without an answer Kylin sends the same bytes again.
      for (;;) {
        const status = await postAsKylin(herald.url, lanes.body(number))
        if (status === 200) break
        // A disk may stall for longer than the door waits for it: that ends nobody.
        if (status !== 0) continue
        await doomed.ended
        herald = await scene.serve()
      }
      accepted.add(number)
    }
    const code = await within(MOST_MS, doomed.ended)
    if (code === null) return { done, counts: 'the point was never reached', verdict: 'BROKEN' }
    if (herald === doomed) herald = await scene.serve()
    const told = await drained(scene.database, MOST_MS)
    const ended = await herald.kill('SIGTERM')
    const ledger = ledgerOf(scene, lanes, accepted)
    const repeats = ledger.repeats.slack + ledger.repeats.discord
    const kept = ledger.lost.length + ledger.reordered + ledger.astray + ledger.dead === 0
    return {
      done,
      counts: `${ledger.accepted} answered 200, ${ledger.lost.length} lost, ${ledger.reordered} reordered, ${repeats} repeats`,
      verdict: verdict(code === -1 && told && ended === 0 && kept && repeats === 0),
    }
  } catch (error) {
    return { done, counts: String(error), verdict: 'BROKEN' }
  } finally {
    await scene.end()
  }
}

async function killDuringSend(platform: StandIn, held: Fault, doomed: HeraldProcess): Promise<void> {
  platform.fail({ times: NTH - 1 }, held)
  await platform.waitForRequests(NTH)
  await doomed.kill('SIGKILL')
}

/** What comes of it, or null when it takes longer. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), ms)))
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
