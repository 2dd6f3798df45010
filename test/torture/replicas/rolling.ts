import type { HeraldProcess } from '../../support/herald-process.ts'
import { isSound, ledgerFrom, told } from '../crash/ledger.ts'
import { someLanes } from '../lanes.ts'
import { type Row, verdict } from '../row.ts'
import { aBalancer } from './balancer.ts'
import { loadOver } from './load.ts'
import { someReplicas } from './scene.ts'

const NAMES = ['herald-a', 'herald-b']
const MOST_MS = 60_000
/** A slow answer on a busy machine is no refusal. */
const PATIENT_MS = 30_000
/** Longer than the balancer needs to see that one is not ready, also on a busy machine: two answers of /readyz. */
const ENV = { DRAIN_SECONDS: '6' }

/** Two replicas behind a balancer, restarted one after the other under load: no callback is refused. */
export async function rollingRestart(rounds: number): Promise<readonly Row[]> {
  const lanes = someLanes(6, 2)
  const replicas = await someReplicas(lanes.rules)
  if (typeof replicas === 'string') return [{ done: 'rolling restart', counts: replicas, verdict: 'skipped' }]
  const balancer = await aBalancer()
  try {
    const running = new Map<string, HeraldProcess>()
    const start = async (name: string): Promise<void> => {
      const herald = await replicas.serve(name, { env: ENV })
      running.set(name, herald)
      balancer.backends.set(name, herald.url)
      await balancer.until(name, true)
    }
    for (const name of NAMES) await start(name)
    const load = loadOver(lanes, () => [balancer.url], PATIENT_MS)
    const codes: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      for (const name of NAMES) {
        codes.push((await running.get(name)?.kill('SIGTERM')) ?? -1)
        await start(name)
      }
    }
    await load.stop()
    const done = await replicas.drained(MOST_MS)
    const ledger = ledgerFrom(await replicas.deliveries(), replicas, lanes, load.accepted)
    const refused = load.refused.filter((status) => status !== 503).length
    const overlapping = replicas.slack.counters.overlapping + replicas.discord.counters.overlapping
    return [
      {
        done: `two replicas behind a balancer, each restarted ${rounds} times under load by SIGTERM`,
        counts: `${refused} callbacks refused, ${load.refused.length - refused} answered 503 because the machine was too busy; ${told(ledger)}, ${overlapping} overlapping`,
        verdict: verdict(
          done &&
            refused === 0 &&
            overlapping === 0 &&
            codes.every((code) => code === 0) &&
            ledger.crashed === 0 &&
            isSound(ledger),
        ),
      },
    ]
  } finally {
    await balancer.close()
    await replicas.end()
  }
}
