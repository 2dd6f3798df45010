import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { aBridge, type ABridge, AUTHORIZATION } from '../a-bridge.ts'
import { tally, together } from '../together.ts'
import { type Row, verdict } from '../row.ts'
import { openWire, requestBytes } from '../wire.ts'
import { drained } from '../crash/ledger.ts'
import { counted } from './counted.ts'
import type { Mounted } from './mounted.ts'
import type { Trouble } from './trouble.ts'

export const RULES = `
version: 1
channels: { ops: { to: "slack:#ops", pace: none, limit: none } }
rules: [{ name: all, send: ops }]
unmatched: drop
`
/** What Kylin waits for, and what the answer itself may take on a busy machine. */
const ANSWER_MS = 3_000
/** How long the store may need to come back once the trouble is over. */
const BACK_MS = 20_000
/** How long what may have been posted can take to be found. */
const DONE_MS = 60_000
const AT_ONCE = 4

interface Answered {
  readonly job: string
  readonly status: number
  readonly ms: number
}

/**
 * Callbacks before, during and after one trouble; those answered otherwise than 200 are posted again, as Kylin does.
 * Then the process is killed and started again, and everything is counted.
 */
export async function trial(trouble: Trouble, long: boolean): Promise<Row> {
  const disk = trouble.disk?.()
  if (typeof disk === 'string') return { done: trouble.name, counts: disk, verdict: 'skipped' }
  const bridge = await aBridge(RULES, disk === undefined ? undefined : join(disk.path, 'herald.db'))
  try {
    return await tried(trouble, bridge, disk, long)
  } finally {
    await bridge.end()
    disk?.unmount()
  }
}

async function tried(
  trouble: Trouble,
  bridge: ABridge,
  disk: Mounted | undefined,
  long: boolean,
): Promise<Row> {
  let herald = await bridge.serve()
  const { log } = herald
  const post: Post = (job, body) => posted(herald.url, job, body)
  const before = await together(10, (n) => post(`before-${n}`))
  // So that messages are under way when it begins.
  bridge.slack.latencyMs = 200
  before.push(...(await together(AT_ONCE, (n) => post(`just-before-${n}`))))
  const { database } = bridge
  const end = await trouble.begin({ herald, database, folder: dirname(database), disk })
  if (typeof end === 'string') return { done: trouble.name, counts: end, verdict: 'skipped' }
  const during: Answered[] = []
  let ready = 0
  let exit: number | null = null
  try {
    // Beyond the lease of what is under way, in the long form.
    const until = performance.now() + (long ? 18_000 : 1_000)
    for (let round = 0; round === 0 || performance.now() < until; round += 1) {
      if (during.at(-1)?.status === 0) break
      const jobs = Array.from({ length: AT_ONCE }, (_, n) => post(`during-${round}-${n}`))
      during.push(...(await Promise.all([...jobs, post(`broken-${round}`, '{"job_id":')])))
      await sleep(100)
    }
    ready = await readiness(herald.url)
    if (trouble.restart !== undefined) {
      const { exits } = trouble.restart
      exit = exits === null ? null : await herald.ended
      if (exits === null) await herald.kill('SIGKILL')
    }
  } finally {
    await end()
  }
  if (trouble.restart !== undefined) herald = await bridge.serve()
  const endedAt = performance.now()
  bridge.slack.latencyMs = 0
  const again = await together(during.length, (n) => untilStored(during[n], post))
  const backMs = performance.now() - endedAt
  const after = await together(10, (n) => post(`after-${n}`))
  const readyAfter = await readiness(herald.url)
  const jobs = [...before, ...during, ...after]
    .map(({ job }) => job)
    .filter((job) => !job.startsWith('broken'))
  await delivered(bridge, jobs.length)
  await herald.kill('SIGKILL')
  const last = await bridge.serve()
  const done = await drained(database, DONE_MS)
  await last.kill('SIGTERM')

  // Where the process ends, it answers until then.
  const { exits = null } = trouble.restart ?? {}
  const wanted = exits === null ? [trouble.meanwhile === 'refused' ? 503 : 200] : [503, 0]
  const slowest = Math.max(...during.map(({ ms }) => ms))
  const said = trouble.says === null || trouble.says.test(log())
  const asPromised =
    during.every(({ status }) => wanted.includes(status)) &&
    exit === exits &&
    done &&
    [...before, ...again, ...after].every(({ status }) => status === 200) &&
    (!long || slowest < ANSWER_MS)
  const { lost, twice } = counted(bridge, jobs)
  const health = wanted.includes(ready) && readyAfter === 200
  return {
    done: trouble.name,
    counts: `${tally(during.map(({ status }) => status))}, the slowest after ${slowest.toFixed(0)} ms; readyz ${ready}, then ${readyAfter}; all stored ${backMs.toFixed(0)} ms after its end; of ${jobs.length} ${lost} lost, ${twice} twice${said ? '' : '; the log does not say it'}`,
    verdict: verdict(asPromised && health && said && lost + twice === 0),
  }
}

type Post = (job: string, body?: string) => Promise<Answered>

async function posted(url: string, job: string, body = bodyOf(job)): Promise<Answered> {
  const startedAt = performance.now()
  const wire = await openWire(url)
  wire?.write(requestBytes({ body, authorization: AUTHORIZATION }))
  const answer = await wire?.answer()
  wire?.cut()
  return { job, status: answer?.status ?? 0, ms: performance.now() - startedAt }
}

function bodyOf(job: string): string {
  const tag = 'x'.repeat(2_000)
  return JSON.stringify({ job_id: `job-${job}-end`, project: 'p', job_state: 'ERROR', job_type: 'X', tag })
}

/** Posts it again until it is answered 200, for a while. */
async function untilStored(first: Answered | undefined, post: Post): Promise<Answered> {
  let last: Answered = first ?? { job: '', status: 0, ms: 0 }
  const until = performance.now() + BACK_MS
  while (last.status !== 200 && performance.now() < until) {
    last = await (last.job.startsWith('broken') ? post(last.job, '{"job_id":') : post(last.job))
    if (last.status !== 200) await sleep(200)
  }
  return last
}

/** The status of /readyz; 0 when it does not answer. */
async function readiness(url: string): Promise<number> {
  const wire = await openWire(url)
  wire?.write('GET /readyz HTTP/1.1\r\nHost: h\r\n\r\n')
  const answer = await wire?.answer()
  wire?.cut()
  return answer?.status ?? 0
}

/** Resolves once so many were posted, or none for 30 s. */
async function delivered({ slack }: ABridge, count: number): Promise<void> {
  for (let still = 0, before = -1; still < 300 && slack.posts.length < count; still += 1) {
    if (slack.posts.length !== before) still = 0
    before = slack.posts.length
    await sleep(100)
  }
}
