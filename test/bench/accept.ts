import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../src/store/worker-store.ts'
import { anAcceptance } from '../store/an-acceptance.ts'
import { callbackBody, postLoad } from '../support/load.ts'
import { startBridge } from './bridge.ts'
import { median, percentile, type Row } from './row.ts'

const REQUESTS = 20_000
/** Until then V8 still compiles what is hot. */
const WARM_UP = 8_000
const CONNECTIONS = 32
const ROUNDS = 3
/** Deliveries pile up as they do while a platform is away: the whole path to the 200 and nothing beyond it. */
const RULES = `
version: 1
channels: { a: { to: "slack:#a" }, b: { to: "slack:#b" } }
rules:
  - { name: failures, when: { job_state: ERROR, project: project_* }, send: a }
  - { name: long, when: { duration: { over: 1h } }, send: b }
unmatched: drop
`

/** Durable accept over HTTP against a bare handler, and grouped commits against one commit per callback. */
export async function accept(): Promise<readonly Row[]> {
  const bare: number[] = []
  const durable: number[] = []
  const latencies: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await bareRate())
    const result = await durableRate(REQUESTS)
    durable.push(result.perSecond)
    latencies.push(...result.latencies)
  }
  const { grouped, single } = await commits()
  return [
    {
      work: `accept, durable, ${CONNECTIONS} connections, 2 kB`,
      measured: `${Math.round(median(durable))}/s, p50 ${percentile(latencies, 0.5).toFixed(1)} ms, p99 ${percentile(latencies, 0.99).toFixed(1)} ms`,
      baseline: `${Math.round(median(bare))}/s, bare Hono handler`,
      ratio: `${Math.round((median(durable) / median(bare)) * 100)} % (at least 40 %)`,
    },
    {
      work: 'store, accepts in grouped commits',
      measured: `${Math.round(grouped)}/s`,
      baseline: `${Math.round(single)}/s, one transaction per callback`,
      ratio: `${(grouped / single).toFixed(1)} times (at least 4)`,
    },
  ]
}

/** The rate at which a bridge of its own takes callbacks, and how long each waited, ms. */
export async function durableRate(
  requests: number,
  databaseUrl?: string,
): Promise<{ readonly perSecond: number; readonly latencies: readonly number[] }> {
  const bridge = await startBridge({ rules: RULES, databaseUrl })
  await rate(bridge.url, WARM_UP)
  const { seconds, latencies } = await load(bridge.url, requests)
  await bridge.end()
  return { perSecond: requests / seconds, latencies }
}

/** Makes an event of about 2 kB. */
const FILLER = 'x'.repeat(1_500)

function load(url: string, requests: number) {
  const offset = Math.floor(Math.random() * 1e6) * 100_000
  return postLoad({
    url,
    path: '/kylin/callback',
    connections: CONNECTIONS,
    requests,
    body: (n) => callbackBody((offset + n) % 1e12),
  })
}

async function rate(url: string, requests: number): Promise<number> {
  const { seconds, refused } = await load(url, requests)
  if (refused > 0) throw new Error(`${refused} requests were refused`)
  return requests / seconds
}

async function bareRate(): Promise<number> {
  const server = spawn(process.execPath, [join(import.meta.dirname, 'bare-hono.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(server.stdout, 'data')) as [Buffer]
  const url = line.toString().trim()
  await rate(url, WARM_UP)
  const result = await rate(url, REQUESTS)
  server.kill('SIGKILL')
  return result
}

/** The store alone: 32 callers at once, then one caller that waits for each commit. */
async function commits(): Promise<{ readonly grouped: number; readonly single: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'herald-bench-'))
  const store = await openStore({
    file: join(folder, 'h.db'),
    owner: 'bench',
    onFatal: (error) => console.error(error),
  })
  const perSecond = async (callers: number, each: number): Promise<number> => {
    const startedAt = performance.now()
    const caller = async (): Promise<void> => {
      for (let n = 0; n < each; n += 1) await store.accept(anAcceptance({ stacktrace: FILLER }))
    }
    await Promise.all(Array.from({ length: callers }, caller))
    return (callers * each * 1000) / (performance.now() - startedAt)
  }
  await perSecond(CONNECTIONS, 50)
  const single = await perSecond(1, 1_500)
  const grouped = await perSecond(CONNECTIONS, 500)
  await store.close()
  rmSync(folder, { recursive: true, force: true })
  return { grouped, single }
}
