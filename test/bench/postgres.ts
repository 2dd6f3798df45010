import { Client } from 'pg'
import { startPostgres } from '../support/postgres/server.ts'
import { durableRate } from './accept.ts'
import { drainRate } from './drain.ts'
import { latencies } from './latency.ts'
import { percentile, type Row } from './row.ts'

const REQUESTS = 10_000

/** The same work on PostgreSQL and on SQLite, both on the same disk: the server syncs as well. */
export async function postgres(): Promise<readonly Row[]> {
  const found = await startPostgres()
  if (typeof found === 'string')
    return [{ work: 'PostgreSQL', measured: found, baseline: '', ratio: 'left out' }]
  const server = found
  let made = 0
  async function anEmptyOne(): Promise<string> {
    made += 1
    const client = new Client({ connectionString: server.url })
    await client.connect()
    await client.query(`CREATE DATABASE bench_${made}`)
    await client.end()
    return server.url.replace(/postgres$/, `bench_${made}`)
  }
  try {
    const embedded = await durableRate(REQUESTS)
    const shared = await durableRate(REQUESTS, await anEmptyOne())
    const tookEmbedded = await latencies()
    const tookShared = await latencies(await anEmptyOne())
    const drainEmbedded = await drainRate()
    const drainShared = await drainRate(await anEmptyOne())
    return [
      {
        work: 'PostgreSQL: accept, durable, 32 connections, 2 kB',
        measured: `${Math.round(shared.perSecond)}/s, ${spread(shared.latencies)}`,
        baseline: `SQLite ${Math.round(embedded.perSecond)}/s, ${spread(embedded.latencies)}`,
        ratio: times(shared.perSecond, embedded.perSecond),
      },
      {
        work: 'PostgreSQL: callback to post, 50/s',
        measured: spread(tookShared),
        baseline: `SQLite ${spread(tookEmbedded)}`,
        ratio: times(percentile(tookShared, 0.5), percentile(tookEmbedded, 0.5)),
      },
      {
        work: 'PostgreSQL: drain of 5000 over 500 channels, Slack',
        measured: `${Math.round(drainShared.perSecond)}/s`,
        baseline: `SQLite ${Math.round(drainEmbedded.perSecond)}/s`,
        ratio: times(drainShared.perSecond, drainEmbedded.perSecond),
      },
    ]
  } finally {
    await server.stop()
  }
}

function times(shared: number, embedded: number): string {
  return `${(shared / embedded).toFixed(2)} times SQLite`
}

function spread(took: readonly number[]): string {
  return `p50 ${percentile(took, 0.5).toFixed(1)} ms, p99 ${percentile(took, 0.99).toFixed(1)} ms`
}
