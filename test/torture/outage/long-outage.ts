import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type StandInSlack, startStandInSlack } from '../../support/stand-in-slack.ts'
import type { Fault } from '../../support/stand-in-faults.ts'
import { someLanes } from '../lanes.ts'
import { type Row, verdict } from '../row.ts'
import { pacedOf, stampsOf } from './paced.ts'
import { aSimulation } from './simulation.ts'

const HOUR_MS = 3_600_000
const ALWAYS = 1e9
/** Slack takes one message a second and channel. */
const GAP_MS = 1_000
/** The longest wait between two attempts. */
const LONGEST_WAIT_MS = 5 * 60_000
/** What the first attempts may leave behind for good: clients, statements, compiled code. */
const GROWTH_MB = 30
const FAULTS: readonly (Fault | 'away')[] = [
  'away',
  { status: 503, times: ALWAYS },
  { breaks: 'reset', times: ALWAYS },
]

/** Slack is away, broken and unreachable for two hours each while callbacks wait; then it is back. */
export async function longOutage(channels: number, each: number): Promise<Row> {
  const lanes = someLanes(channels, 0, '')
  let slack: StandInSlack = await startStandInSlack()
  const port = Number(new URL(slack.origin).port)
  const { stamps, note } = stampsOf(
    () => slack.posts,
    () => simulation.now(),
  )
  const simulation = await aSimulation({ rules: lanes.rules, slackUrl: slack.apiUrl, onStep: note })
  try {
    const count = channels * each
    for (let number = 0; number < count; number += 1) await simulation.accept(lanes.body(number))
    const memory = [megabytes()]
    for (const fault of FAULTS) {
      if (fault === 'away') await slack.close()
      else slack.fail(fault)
      await simulation.pass(2 * HOUR_MS)
      memory.push(megabytes())
      if (fault === 'away') slack = await startStandInSlack({ port })
      slack.heal()
    }
    const [{ dead } = { dead: -1 }] = (await simulation.rows(DEAD)) as unknown as { dead: number }[]
    const [{ attempts } = { attempts: 0 }] = (await simulation.rows(ATTEMPTS)) as unknown as {
      attempts: number
    }[]
    const back = simulation.now()
    const done = await simulation.drain(LONGEST_WAIT_MS + 2 * each * GAP_MS)
    note()
    const took = (simulation.now() - back) / 1000
    const { told, repeats, reordered, leastGapMs } = pacedOf(stamps)
    const growth = Math.max(...memory.slice(1)) - (memory[0] ?? 0)
    return {
      done: `Slack away for 6 h, ${count} deliveries waiting in ${channels} channels`,
      counts: `${attempts} attempts, ${dead} dead, heap +${growth.toFixed(1)} MB; back: ${told} told in ${took.toFixed(0)} s, ${count - told} lost, ${repeats} repeats, ${reordered} reordered, least gap ${leastGapMs} ms`,
      verdict: verdict(
        done &&
          dead + repeats + reordered === 0 &&
          told === count &&
          leastGapMs >= GAP_MS &&
          growth <= GROWTH_MB,
      ),
    }
  } finally {
    await simulation.end()
    await slack.close()
  }
}

/** Beyond RETRY_HOURS, 24 by default, a delivery dies with a word on why, and not before. */
export async function outageBeyondRetryHours(): Promise<Row> {
  const lanes = someLanes(1, 0, '')
  const slack = await startStandInSlack()
  const simulation = await aSimulation({ rules: lanes.rules, slackUrl: slack.apiUrl })
  try {
    slack.fail({ status: 503, times: ALWAYS })
    for (let number = 0; number < 2; number += 1) await simulation.accept(lanes.body(number))
    await simulation.pass(25 * HOUR_MS)
    const rows = (await simulation.rows(LIVES)) as unknown as {
      state: string
      help: string
      ms: number
      strikes: number
    }[]
    const hours = rows.map(({ ms }) => (ms / HOUR_MS).toFixed(2))
    const [first, second] = rows
    return {
      done: 'Slack away for 25 h, 2 deliveries in one channel',
      counts: `the first dead after ${hours[0]} h, the second ${second?.state} after ${hours[1]} h of trying`,
      verdict: verdict(
        first?.state === 'dead' &&
          first.help !== '' &&
          first.ms >= 24 * HOUR_MS &&
          first.ms <= 24 * HOUR_MS + 2 * LONGEST_WAIT_MS &&
          second?.state === 'waiting',
      ),
    }
  } finally {
    await simulation.end()
    await slack.close()
  }
}

const DEAD = `SELECT COUNT(*) AS dead FROM delivery WHERE state = 'dead'`
const ATTEMPTS = `SELECT COUNT(*) AS attempts FROM attempt`
const LIVES = `SELECT state, help, strikes,
  COALESCE(done_at, (SELECT ms FROM test_clock)) - first_tried_at AS ms FROM delivery ORDER BY id`

/** The heap after a collection, MB. */
function megabytes(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed / 2 ** 20
}
