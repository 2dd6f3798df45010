import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { callbackBody, postLoad } from '../support/load.ts'
import { SLACK_TOKEN, startStandInSlack, type StandInSlack } from '../support/stand-in-slack.ts'
import { projectRules, startBridge } from './bridge.ts'
import { median, percentile, type Row } from './row.ts'

const REQUESTS = 500
const WARM_UP = 150
const PER_SECOND = 50
const CHANNELS = 50

/**
 * From the callback's first byte to the arrival of the post at the platform, at a steady 50 a second. A machine that
 * rests in between is slower than a busy one, so the baselines are taken at the same pace: two writes synced to disk, and
 * a relay that stores nothing.
 */
export async function latency(): Promise<readonly Row[]> {
  const bare = await relayLatencies()
  const took = await latencies()
  const sync = await fdatasyncMs()
  const [p50, p99] = [percentile(took, 0.5), percentile(took, 0.99)]
  const relay = `a relay that stores nothing p50 ${median(bare).toFixed(1)} ms, p99 ${percentile(bare, 0.99).toFixed(1)} ms`
  return [
    {
      work: `callback to post, ${PER_SECOND}/s`,
      measured: `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
      baseline: `two fdatasync ${(2 * sync).toFixed(1)} ms; ${relay}`,
      ratio: `p50 at most ${(2 + 2 * sync).toFixed(1)} ms, p99 at most 15 ms`,
      met: p50 <= 2 + 2 * sync && p99 <= 15,
    },
  ]
}

/** How long each took through a bridge, ms. */
export async function latencies(databaseUrl?: string): Promise<readonly number[]> {
  const slack = await startStandInSlack()
  const bridge = await startBridge({
    rules: projectRules(CHANNELS),
    slackUrl: slack.apiUrl,
    databaseUrl,
  })
  const took = await latenciesAt(bridge.url, slack)
  await bridge.end()
  await slack.close()
  return took
}

async function relayLatencies(): Promise<readonly number[]> {
  const slack = await startStandInSlack()
  const relay = spawn(process.execPath, [join(import.meta.dirname, 'bare-relay.ts'), slack.apiUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, SLACK_BOT_TOKEN: SLACK_TOKEN },
  })
  const [line] = (await once(relay.stdout, 'data')) as [Buffer]
  const took = await latenciesAt(line.toString().trim(), slack)
  relay.kill('SIGKILL')
  await slack.close()
  return took
}

async function latenciesAt(url: string, slack: StandInSlack): Promise<readonly number[]> {
  const sentAt: number[] = []
  const send = (requests: number, from: number) =>
    postLoad({
      url,
      path: '/kylin/callback',
      connections: 4,
      requests,
      perSecond: PER_SECOND,
      body(n) {
        sentAt[from + n] = performance.timeOrigin + performance.now()
        return callbackBody(from + n)
      },
    })
  await send(WARM_UP, REQUESTS)
  await slack.waitFor(WARM_UP)
  await send(REQUESTS, 0)
  const posts = (await slack.waitFor(WARM_UP + REQUESTS)).slice(WARM_UP)
  return posts.map(({ at, payload }) => at - (sentAt[numberIn(payload)] ?? Number.NaN))
}

function numberIn(payload: Readonly<Record<string, unknown>>): number {
  return Number(/3b0ec2ff-e629-373e-87b1-(\d{12})/.exec(JSON.stringify(payload))?.[1])
}

/** The median time of writing 4 kB and syncing it, on the disk that the databases of the bench stand on. */
async function fdatasyncMs(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'herald-bench-'))
  const file = openSync(join(folder, 'sync'), 'w')
  const page = Buffer.alloc(4_096, 1)
  const took: number[] = []
  for (let n = 0; n < 100; n += 1) {
    await sleep(1_000 / PER_SECOND)
    const startedAt = performance.now()
    writeSync(file, page, 0, page.length, n * page.length)
    fdatasyncSync(file)
    took.push(performance.now() - startedAt)
  }
  closeSync(file)
  rmSync(folder, { recursive: true, force: true })
  return median(took)
}
