import { type Row, verdict } from '../row.ts'
import { someLanes } from '../lanes.ts'
import { isSound, ledgerOf, openAttemptsIn, waitingIn } from './ledger.ts'
import { postAsKylin } from './post-as-kylin.ts'
import { aScene } from './scene.ts'
import { until } from '../../support/until.ts'

/** What a stop may take beyond its draining, s. */
const GRACE_SECONDS = 10
/** How long callbacks come in before the stop, ms. */
const BEFORE_MS = 1_000
const PAUSE_MS = 5
const STALLED = '"message":"callback not stored in time"'

/** SIGTERM under load: callbacks are taken until the socket closes, what is in flight ends, and then the process. */
export async function stopUnderLoad(drainSeconds: number): Promise<readonly Row[]> {
  const lanes = someLanes(6, 2)
  const scene = await aScene({ rules: lanes.rules })
  scene.slack.latencyMs = 50
  scene.discord.latencyMs = 50
  try {
    const herald = await scene.serve({ env: { DRAIN_SECONDS: String(drainSeconds) } })
    const answers: { readonly status: number; readonly at: number }[] = []
    const accepted = new Set<number>()
    const senders = Array.from({ length: lanes.count }, async (_, lane) => {
      for (let number = lane; ; number += lanes.count) {
        const status = await postAsKylin(herald.url, lanes.body(number))
        answers.push({ status, at: performance.now() })
        if (status === 200) accepted.add(number)
        if (status === 0) return
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      }
    })
    await new Promise((resolve) => setTimeout(resolve, BEFORE_MS))
    const stoppedAt = performance.now()
    const code = await herald.kill('SIGTERM')
    const seconds = (performance.now() - stoppedAt) / 1000
    await Promise.all(senders)

    // A disk that stalls for seconds is no refusal of ours, and the bridge's log says that it was that.
    const stalled = herald.log().split(STALLED).length - 1
    const refused = answers.filter(({ status }) => status !== 200 && status !== 0).length - stalled
    const silent = answers.filter(({ status }) => status === 0).map(({ at }) => at)
    const openFor = (Math.min(...silent) - stoppedAt) / 1000
    const open = openAttemptsIn(scene.database)
    const left = waitingIn(scene.database)
    // What waits is told by the next process.
    const next = await scene.serve()
    await until(() => waitingIn(scene.database) === 0)
    await next.kill('SIGTERM')
    const ledger = ledgerOf(scene, lanes, accepted)
    const repeats = ledger.repeats.slack + ledger.repeats.discord
    return [
      {
        done: `SIGTERM under load, DRAIN_SECONDS=${drainSeconds}`,
        counts: `${accepted.size} answered 200, ${Math.max(0, refused)} refused, first connection refused after ${openFor.toFixed(1)} s, ended after ${seconds.toFixed(1)} s with ${open} attempts open and ${left} waiting; ${ledger.lost.length} lost, ${repeats} repeats`,
        verdict: verdict(
          code === 0 &&
            refused <= 0 &&
            open + repeats === 0 &&
            openFor >= drainSeconds &&
            seconds <= drainSeconds + GRACE_SECONDS &&
            isSound(ledger),
        ),
      },
    ]
  } finally {
    await scene.end()
  }
}
