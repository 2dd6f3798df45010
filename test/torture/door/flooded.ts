import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HeraldProcess } from '../../support/herald-process.ts'
import { isSoWithin } from '../../support/until.ts'
import { aBridge, type ABridge, AUTHORIZATION } from '../a-bridge.ts'
import { waitingIn } from '../crash/ledger.ts'
import { startBeat, toldOf } from './beat.ts'
import { flood } from './flood.ts'
import { type Row, type Torture, verdict } from '../row.ts'

const LANES = 8
const RULES = `
version: 1
channels:
  honest: { to: "slack:#honest", pace: none, limit: none }
${Array.from({ length: LANES }, (_, n) => `  c${n}: { to: "slack:#c${n}", pace: none, limit: none }`).join('\n')}
rules:
  - { name: honest, when: { project: honest }, send: honest }
${Array.from({ length: LANES }, (_, n) => `  - { name: r${n}, when: { project: p${n} }, send: c${n} }`).join('\n')}
unmatched: drop
`
const GC = ['--expose-gc', '--import', './test/support/gc-on-signal.ts']
/** Kylin waits 3 s. Judged in the long form alone: a busy machine's own tests must not fail for it. */
const PROMISED_MS = 2_500
/** From the middle to the end, MB: the machine's own noise. */
const FLAT_MB = 40
const SAMPLES = 5
/** So many of the bodies that could not be used stay. */
const MOST_BODIES = 10_000

/** Mutated callbacks over connections that stay open, with honest ones in between; what was kept is counted after it. */
export const doorFlood: Torture = async ({ long }) => {
  const requests = long ? 100_000 : 2_000
  const bridge = await aBridge(RULES)
  try {
    const herald = await bridge.serve({ nodeFlags: GC })
    const beat = startBeat({
      url: herald.url,
      authorization: AUTHORIZATION,
      project: 'honest',
      everyMs: long ? 1_000 : 200,
    })
    const memory: number[] = []
    const { statuses, astray, seconds } = await flood({
      url: herald.url,
      authorization: AUTHORIZATION,
      requests,
      connections: 16,
      seed: 1,
      every: Math.ceil(requests / SAMPLES),
      onEvery: async () => void memory.push(await collectedMb(herald)),
    })
    const honest = await beat.stop()
    await drained(bridge)
    memory.push(await collectedMb(herald))
    const [untold, twice] = toldOf('honest', honest, bridge.slack.posts)
    const ended = await herald.kill('SIGTERM')
    const kept = keptIn(bridge.database)
    const accepted = (statuses.get(200) ?? 0) + honest.accepted.length
    const last = memory.at(-1) ?? Number.NaN
    const half = memory[Math.floor(memory.length / 2)] ?? Number.NaN
    return [
      {
        done: `${requests} mutated callbacks in ${seconds.toFixed(0)} s`,
        counts: `${[...statuses]
          .sort(([a], [b]) => a - b)
          .map(([status, count]) => `${status}: ${count}`)
          .join(', ')}${astray.length > 0 ? `; ${astray.join('; ')}` : ''}`,
        verdict: verdict(astray.length === 0 && ended === 0),
      },
      {
        done: 'the same, each 200 looked up in the store',
        counts: `${accepted} answered 200, ${kept.events} events + ${kept.repeats} repeats + ${kept.quarantined} quarantined, the newest ${kept.inQuarantine} still there; ${kept.sent} deliveries sent, ${kept.undone} not`,
        verdict: verdict(
          accepted === kept.events + kept.repeats + kept.quarantined &&
            kept.inQuarantine === Math.min(kept.quarantined, MOST_BODIES) &&
            kept.undone === 0,
        ),
      },
      {
        done: 'an honest callback in between, again and again',
        counts: `${honest.accepted.length} of ${honest.sent} answered 200, the slowest after ${honest.slowestMs.toFixed(0)} ms; ${untold} not delivered, ${twice} twice`,
        verdict: verdict(
          honest.accepted.length === honest.sent &&
            (!long || honest.slowestMs < PROMISED_MS) &&
            untold + twice === 0,
        ),
      },
      {
        done: 'memory after each fifth of them, garbage collected',
        counts: `${memory.map((mb) => mb.toFixed(0)).join(', ')} MB`,
        verdict: verdict(last - half < FLAT_MB),
      },
    ] satisfies Row[]
  } finally {
    await bridge.end()
  }
}

/** Resident memory once garbage is gone, MB. */
async function collectedMb({ pid }: HeraldProcess): Promise<number> {
  let least = Infinity
  for (let n = 0; n < 3; n += 1) {
    process.kill(pid, 'SIGUSR2')
    await sleep(150)
    const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    least = Math.min(least, Number(found?.[1]) / 1024)
  }
  return least
}

/** Resolves when nothing waits any more, or as much as 10 s before. */
async function drained({ database }: ABridge): Promise<void> {
  for (let left = waitingIn(database); left > 0; left = waitingIn(database)) {
    const before = left
    if (!(await isSoWithin(10_000, () => waitingIn(database) < before))) return
  }
}

function keptIn(database: string) {
  return {
    events: only(database, `SELECT count(*) AS n FROM event`),
    repeats: only(database, `SELECT coalesce(sum(repeats), 0) AS n FROM event`),
    // Their numbers are never given twice, and the oldest leave.
    quarantined: only(database, `SELECT coalesce(max(id), 0) AS n FROM quarantine`),
    inQuarantine: only(database, `SELECT count(*) AS n FROM quarantine`),
    sent: only(database, `SELECT count(*) AS n FROM delivery WHERE state = 'sent'`),
    undone: only(database, `SELECT count(*) AS n FROM delivery WHERE state <> 'sent'`),
  }
}

function only(database: string, sql: string): number {
  const db = new DatabaseSync(database, { readOnly: true })
  try {
    return Number(db.prepare(sql).get()?.['n'])
  } finally {
    db.close()
  }
}
