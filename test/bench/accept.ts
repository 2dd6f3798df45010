import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../src/store/sqlite/worker-store.ts'
import { anAcceptance } from '../store/an-acceptance.ts'
import { callbackBody, postLoad } from '../support/load.ts'
import { startBridge } from './bridge.ts'
import { cpuSeconds, median, percentile, type Row } from './row.ts'

const REQUESTS = 10_000
/** Until then V8 still compiles what is hot: after 6,000 its threads take 90 µs a request for it, after these 28. */
const WARM_UP = 20_000
const CONNECTIONS = 32
const ROUNDS = 3
/** Deliveries pile up as they do while a platform is away: the whole path to the 200 and nothing beyond it. */
const RULES = `
version: 1
channels: { a: { to: "slack:#a", limit: none }, b: { to: "slack:#b", limit: none } }
rules:
  - { name: failures, when: { job_state: ERROR, project: project_* }, send: a }
  - { name: long, when: { duration: { over: 1h } }, send: b }
unmatched: drop
`

/** Durable accept over HTTP against a bare handler, and grouped commits against one commit per callback. */
export async function accept(): Promise<readonly Row[]> {
  const bare: Rate[] = []
  const durable: Rate[] = []
  const latencies: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await bareRate())
    const result = await durableRate(REQUESTS)
    durable.push(result)
    latencies.push(...result.latencies)
  }
  const { grouped, single } = await commits()
  const rates = (of: readonly Rate[]): number => median(of.map(({ perSecond }) => perSecond))
  const cpu = (of: readonly Rate[]): number => median(of.map(({ cpuUs }) => cpuUs))
  const part = rates(durable) / rates(bare)
  return [
    {
      work: `accept, durable, ${CONNECTIONS} connections, 2 kB`,
      measured: `${Math.round(rates(durable))}/s, ${Math.round(cpu(durable))} µs CPU, p50 ${percentile(latencies, 0.5).toFixed(1)} ms, p99 ${percentile(latencies, 0.99).toFixed(1)} ms`,
      baseline: `${Math.round(rates(bare))}/s, ${Math.round(cpu(bare))} µs CPU, bare Hono handler`,
      ratio: `${Math.round(part * 100)} % (at least 40 %)`,
      met: part >= 0.4,
    },
    {
      work: 'store, accepts in grouped commits',
      measured: `${Math.round(grouped)}/s`,
      baseline: `${Math.round(single)}/s, one transaction per callback`,
      ratio: `${(grouped / single).toFixed(1)} times (at least 4)`,
      met: grouped >= 4 * single,
    },
  ]
}

interface Rate {
  readonly perSecond: number
  /** CPU of the server per request, µs. */
  readonly cpuUs: number
}

/** The rate at which a bridge of its own takes callbacks, and how long each waited, ms. */
export async function durableRate(
  requests: number,
  databaseUrl?: string,
): Promise<Rate & { readonly latencies: readonly number[] }> {
  const bridge = await startBridge({ rules: RULES, databaseUrl })
  const result = await rate(bridge.url, bridge.pid, requests)
  await bridge.end()
  return result
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

/** After a warm-up. */
async function rate(url: string, pid: number, requests: number) {
  await load(url, WARM_UP)
  const before = cpuSeconds(pid)
  const { seconds, refused, latencies } = await load(url, requests)
  if (refused > 0) throw new Error(`${refused} requests were refused`)
  return {
    perSecond: requests / seconds,
    cpuUs: ((cpuSeconds(pid) - before) * 1e6) / requests,
    latencies,
  }
}

async function bareRate(): Promise<Rate> {
  const server = spawn(process.execPath, [join(import.meta.dirname, 'bare-hono.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(server.stdout, 'data')) as [Buffer]
  const url = line.toString().trim()
  const result = await rate(url, server.pid ?? -1, REQUESTS)
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
