import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { callbackBody, postLoad } from '../support/load.ts'
import { startStandInSlack } from '../support/stand-in-slack.ts'
import { startBridge } from './bridge.ts'
import { median, percentile, type Row } from './row.ts'

const REQUESTS = 500
const PER_SECOND = 50
const CHANNELS = 50

/** From the callback's first byte to the arrival of the post at the platform, at a steady 50 a second. */
export async function latency(): Promise<readonly Row[]> {
  const took = await latencies()
  const sync = fdatasyncMs()
  const [p50, p99] = [percentile(took, 0.5), percentile(took, 0.99)]
  return [
    {
      work: `callback to post, ${PER_SECOND}/s`,
      measured: `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
      baseline: `two fdatasync ${(2 * sync).toFixed(1)} ms`,
      ratio: `p50 at most ${(2 + 2 * sync).toFixed(1)} ms, p99 at most 15 ms`,
      met: p50 <= 2 + 2 * sync && p99 <= 15,
    },
  ]
}

/** How long each took, ms. */
export async function latencies(databaseUrl?: string): Promise<readonly number[]> {
  const slack = await startStandInSlack()
  const channels = Array.from(
    { length: CHANNELS },
    (_, n) => `  c${n}: { to: "slack:#c${n}", pace: none, limit: none }`,
  )
  const rules = Array.from(
    { length: CHANNELS },
    (_, n) => `  - { name: r${n}, when: { project: project_${n} }, send: c${n} }`,
  )
  const bridge = await startBridge({
    rules: `version: 1\nchannels:\n${channels.join('\n')}\nrules:\n${rules.join('\n')}\nunmatched: drop\n`,
    slackUrl: slack.apiUrl,
    databaseUrl,
  })
  const sentAt: number[] = []
  const send = (requests: number, from: number) =>
    postLoad({
      url: bridge.url,
      path: '/kylin/callback',
      connections: 4,
      requests,
      perSecond: PER_SECOND,
      body(n) {
        sentAt[from + n] = performance.timeOrigin + performance.now()
        return callbackBody(from + n)
      },
    })
  await send(50, REQUESTS)
  await slack.waitFor(50)
  await send(REQUESTS, 0)
  const posts = (await slack.waitFor(50 + REQUESTS)).slice(50)
  await bridge.end()
  await slack.close()
  return posts.map(({ at, payload }) => at - (sentAt[numberIn(payload)] ?? Number.NaN))
}

function numberIn(payload: Readonly<Record<string, unknown>>): number {
  return Number(/3b0ec2ff-e629-373e-87b1-(\d{12})/.exec(JSON.stringify(payload))?.[1])
}

/** The median time of writing 4 kB and syncing it, on the disk that the databases of the bench stand on. */
function fdatasyncMs(): number {
  const folder = mkdtempSync(join(tmpdir(), 'herald-bench-'))
  const file = openSync(join(folder, 'sync'), 'w')
  const page = Buffer.alloc(4_096, 1)
  const took = Array.from({ length: 200 }, (_, n) => {
    const startedAt = performance.now()
    writeSync(file, page, 0, page.length, n * page.length)
    fdatasyncSync(file)
    return performance.now() - startedAt
  })
  closeSync(file)
  rmSync(folder, { recursive: true, force: true })
  return median(took)
}
