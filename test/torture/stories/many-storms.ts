import { setTimeout as sleep } from 'node:timers/promises'
import { callbackBody, postLoad } from '../../support/load.ts'
import { waitingIn } from '../crash/ledger.ts'
import { aScene } from '../crash/scene.ts'
import { type Row, verdict } from '../row.ts'
import { STRICT } from './platforms.ts'
import { calmDown, fateIn } from './rows.ts'

const CHANNELS = 30
const EACH = 40
const LIMIT = 20
const MINUTE_MS = 60_000
/** What one account may edit in a minute: Slack takes 50. */
const MOST_EDITS = 41

/** A storm in each of many channels of one Slack account: their edits together stay below Slack's limit. */
export async function manyStorms(): Promise<Row> {
  const names = Array.from({ length: CHANNELS }, (_, n) => `c${n}`)
  const rules = `version: 1
channels:
${names.map((name) => `  ${name}: { to: "slack:#${name}", pace: none, files: none }`).join('\n')}
rules:
${names.map((name) => `  - { name: ${name}, when: { project: ${name} }, send: ${name} }`).join('\n')}
unmatched: drop
`
  const scene = await aScene({ rules, ...STRICT })
  try {
    const { url } = await scene.serve()
    const { accepted } = await postLoad({
      url,
      path: '/kylin/callback',
      connections: 16,
      requests: CHANNELS * EACH,
      body: (n) => callbackBody(n, { project: `c${n % CHANNELS}`, job_state: 'ERROR', stacktrace: null }),
    })
    while (fateIn(scene.database).digests < CHANNELS) await sleep(100)
    calmDown(scene.database)
    while (waitingIn(scene.database) > 0) await sleep(100)
    const { sent, folded, unexplained } = fateIn(scene.database)
    const { posts, edits, counters } = scene.slack
    const most = edits.reduce(
      (found, { at }) =>
        Math.max(found, edits.filter((one) => one.at >= at && one.at < at + MINUTE_MS).length),
      0,
    )
    return {
      done: `Slack: a storm in each of ${CHANNELS} channels at once, ${CHANNELS * EACH} failures`,
      counts: `${posts.length} messages, ${edits.length} edits, at most ${most} in a minute, ${counters.rateLimited} answers of 429; ${sent} sent, ${folded} folded, ${unexplained} unexplained`,
      verdict: verdict(
        accepted.length === CHANNELS * EACH &&
          posts.length === CHANNELS * (LIMIT + 1) &&
          folded === CHANNELS * (EACH - LIMIT) &&
          unexplained === 0 &&
          most <= MOST_EDITS &&
          counters.rateLimited === 0,
      ),
    }
  } finally {
    await scene.end()
  }
}
