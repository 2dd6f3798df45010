import { aBridge, AUTHORIZATION } from '../a-bridge.ts'
import type { Attack } from './attack.ts'
import { BODY_ATTACKS } from './attacks-body.ts'
import { CREDENTIAL_ATTACKS } from './attacks-credentials.ts'
import { CROWD_ATTACKS } from './attacks-crowd.ts'
import { HTTP_ATTACKS } from './attacks-http.ts'
import { startBeat, toldOf } from './beat.ts'
import { type Row, type Torture, verdict } from '../row.ts'

const ATTACKS: readonly Attack[] = [...CREDENTIAL_ATTACKS, ...HTTP_ATTACKS, ...BODY_ATTACKS, ...CROWD_ATTACKS]
const RULES = `
version: 1
channels: { honest: { to: "slack:#honest", pace: none, limit: none } }
rules:
  - { name: honest, when: { project: "honest-*" }, send: honest }
unmatched: drop
`
/** Kylin waits 3 s. Judged in the long form alone: a busy machine's own tests must not fail for it. */
const PROMISED_MS = 2_500

/** One attack after another, each with honest callbacks while it lasts. */
export const doorAttacks: Torture = async ({ long }) => {
  const bridge = await aBridge(RULES)
  try {
    const { url, pid, log, kill } = await bridge.serve()
    const rows: Row[] = []
    let accepted = 0
    for (const [index, attack] of ATTACKS.entries()) {
      const project = `honest-${index}`
      const beat = startBeat({ url, authorization: AUTHORIZATION, project, everyMs: long ? 1_000 : 200 })
      const { counts, kept } = await attack.run({ url, pid, log, authorization: AUTHORIZATION }, long)
      const honest = await beat.stop()
      accepted += honest.accepted.length
      await bridge.slack.waitFor(accepted)
      const [untold, twice] = toldOf(project, honest, bridge.slack.posts)
      const all = honest.accepted.length === honest.sent && untold + twice === 0
      rows.push({
        done: attack.name,
        counts: `${counts}; honest: ${honest.accepted.length} of ${honest.sent} answered 200, the slowest after ${honest.slowestMs.toFixed(0)} ms, ${untold} not delivered, ${twice} twice`,
        verdict: verdict(kept && all && (!long || honest.slowestMs < PROMISED_MS)),
      })
    }
    const ended = await kill('SIGTERM')
    return [
      ...rows,
      { done: 'SIGTERM after all of them', counts: `exit code ${ended}`, verdict: verdict(ended === 0) },
    ]
  } finally {
    await bridge.end()
  }
}
