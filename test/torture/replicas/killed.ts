import { setTimeout as sleep } from 'node:timers/promises'
import type { HeraldProcess } from '../../support/herald-process.ts'
import { isSound, ledgerFrom, told } from '../crash/ledger.ts'
import { someLanes } from '../lanes.ts'
import { type Row, verdict } from '../row.ts'
import { tally } from '../together.ts'
import { aWayTo, type Way } from './cut.ts'
import { type Load, loadOver } from './load.ts'
import { type Replicas, someReplicas } from './scene.ts'
import { freed, heldBy, spread, takenOver } from './takeover.ts'

const LATENCY_MS = 15
/** Longer than the lease. */
const STOPPED_MS = 17_000
const MOST_MS = 120_000

export interface Plan {
  /** kill -9, and at once a restart under the same name. */
  readonly restarts: number
  /** kill -9, and a restart only when others have taken over. */
  readonly kills: number
  readonly stops: number
  readonly cutMs: number
}

interface Stage extends Plan {
  readonly replicas: Replicas
  readonly ways: readonly Way[]
  readonly running: HeraldProcess[]
  readonly byName: number[]
  readonly byLease: number[]
}

const NAMES = ['herald-0', 'herald-1', 'herald-2']

/** Three replicas under load: killed, stopped past the lease, cut from the database; then the database itself restarted. */
export async function killedReplicas(plan: Plan, atOnce: boolean): Promise<readonly Row[]> {
  const lanes = someLanes(6, 2)
  const replicas = await someReplicas(lanes.rules)
  if (typeof replicas === 'string') return [{ done: 'three replicas', counts: replicas, verdict: 'skipped' }]
  const ways = await Promise.all(NAMES.map(() => aWayTo(replicas.server.port)))
  let load: Load | null = null
  try {
    replicas.slack.latencyMs = LATENCY_MS
    replicas.discord.latencyMs = LATENCY_MS
    const stage: Stage = { ...plan, replicas, ways, running: [], byName: [], byLease: [] }
    // The first makes the schema.
    for (const index of NAMES.keys()) stage.running.push(await start(stage, index))
    load = loadOver(lanes, () => stage.running.map(({ url }) => url))
    await sleep(1_000)
    const trials = [() => restarted(stage), () => killed(stage), () => stopped(stage), () => cutOff(stage)]
    if (atOnce) await Promise.all(trials.map((trial) => trial()))
    else for (const trial of trials) await trial()
    await replicas.server.restart()
    const before = load.accepted.size
    while (load.accepted.size < before + 2 * lanes.count) await sleep(50)
    await load.stop()
    const done = await replicas.drained(MOST_MS)
    const ledger = ledgerFrom(await replicas.deliveries(), replicas, lanes, load.accepted)
    const overlapping = replicas.slack.counters.overlapping + replicas.discord.counters.overlapping
    return [
      {
        done: `three replicas: kill -9 ${plan.restarts + plan.kills} times, SIGSTOP past the lease ${plan.stops} times, one cut from the database for ${plan.cutMs / 1000} s, the database restarted`,
        counts: `${told(ledger)}, ${overlapping} overlapping; ${load.refused.length} answers were not 200 (${tally(load.refused)}) and tried at the next replica; taken over by lease after ${spread(stage.byLease)}, freed under the own name ${spread(stage.byName)} after the kill, the start of the process included`,
        verdict: verdict(done && overlapping === 0 && isSound(ledger)),
      },
    ]
  } finally {
    await load?.stop()
    for (const way of ways) await way.close()
    await replicas.end()
  }
}

function start({ replicas, ways }: Stage, index: number): Promise<HeraldProcess> {
  const port = ways[index]?.port
  return replicas.serve(NAMES[index] ?? '', port === undefined ? {} : { port })
}

async function killedAt(stage: Stage, index: number) {
  const held = await heldBy(stage.replicas, NAMES[index] ?? '')
  await stage.running[index]?.kill('SIGKILL')
  return held
}

async function restarted(stage: Stage): Promise<void> {
  for (let time = 0; time < stage.restarts; time += 1) {
    const index = 1
    const held = await killedAt(stage, index)
    const [herald, ms] = await Promise.all([start(stage, index), freed(stage.replicas, held)])
    stage.running[index] = herald
    if (ms !== null) stage.byName.push(ms)
    await sleep(1_000)
  }
}

async function killed(stage: Stage): Promise<void> {
  for (let time = 0; time < stage.kills; time += 1) {
    const index = (time * 2) % NAMES.length
    const held = await killedAt(stage, index)
    await sleep(STOPPED_MS)
    stage.byLease.push(...(await takenOver(stage.replicas, held)))
    stage.running[index] = await start(stage, index)
  }
}

async function stopped(stage: Stage): Promise<void> {
  for (let time = 0; time < stage.stops; time += 1) {
    const index = time % NAMES.length
    const pid = stage.running[index]?.pid ?? 0
    process.kill(pid, 'SIGSTOP')
    await sleep(STOPPED_MS)
    process.kill(pid, 'SIGCONT')
    await sleep(1_000)
  }
}

async function cutOff({ ways, cutMs }: Stage): Promise<void> {
  const way = ways.at(-1)
  way?.cut()
  await sleep(cutMs)
  way?.mend()
  await sleep(1_000)
}
