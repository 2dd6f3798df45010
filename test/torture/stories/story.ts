import { callbackBody } from '../../support/load.ts'
import { drained } from '../crash/ledger.ts'
import { postAsKylin } from '../crash/post-as-kylin.ts'
import { aScene } from '../crash/scene.ts'
import { type Row, verdict } from '../row.ts'
import { STRICT, standInOf, type Told } from './platforms.ts'

const STATES = ['ERROR', 'ERROR', 'PAUSED', 'ERROR', 'SUCCEED'] as const
/** So many seconds are between two states of the job. */
const APART_S = 600
const MOST_MS = 60_000

/** One job fails, fails again, pauses and ends well, and the bridge is killed after each: one thread, which ends green. */
export async function story(told: Told): Promise<Row> {
  const rules = `version: 1
channels: { sales: { ${told.to}, files: none } }
rules: [{ name: failures, when: { job_state: ERROR }, send: sales }]
unmatched: drop
`
  const scene = await aScene({ rules, ...STRICT })
  const standIn = standInOf(told, scene)
  try {
    let done = true
    let finalMs = 0
    for (const [index, job_state] of STATES.entries()) {
      const herald = await scene.serve()
      const end_time = 1_715_414_588_000 + index * APART_S * 1_000
      const at = performance.timeOrigin + performance.now()
      const status = await postAsKylin(herald.url, callbackBody(1, { job_state, end_time, stacktrace: null }))
      done = (await drained(scene.database, MOST_MS)) && status === 200 && done
      finalMs = Math.max(...[...standIn.edits, ...standIn.reactions].map((one) => one.at)) - at
      await herald.kill('SIGKILL')
    }
    const shown = standIn.shown(told.place)
    const [root] = shown
    const text = JSON.stringify(root?.payload)
    const { rateLimited } = standIn.counters
    return {
      done: `${told.name}: one job ${STATES.join(', ')}, the bridge killed after each`,
      counts: `${shown.length} message, ${root?.thread.length} replies, ${root?.edits} edits, ${root?.reactions.length} mark, ${rateLimited} answers of 429; the first message green ${finalMs.toFixed(0)} ms after the last callback`,
      verdict: verdict(
        done &&
          shown.length === 1 &&
          root?.thread.length === STATES.length - 1 &&
          root.reactions.length === 1 &&
          text.includes('recovered after 40m') &&
          rateLimited === 0,
      ),
    }
  } finally {
    await scene.end()
  }
}
