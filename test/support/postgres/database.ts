import { Client, type QueryResult } from 'pg'
import { inject } from 'vitest'
import type { Found } from './global-setup.ts'

/** A database of a test's own. */
export interface TestDatabase {
  /** As DATABASE_URL has it. */
  readonly url: string
  /** Runs SQL beside Herald; resolves to its rows. */
  readonly run: (sql: string) => Promise<readonly Record<string, unknown>[]>
  readonly drop: () => Promise<void>
}

const found: Found = await fetch(inject('postgresAt')).then((answer) => answer.json() as Promise<Found>)

/** Whether there is a PostgreSQL for this run; where not, the run's last line says so. */
export const hasPostgres: boolean = 'url' in found

/** The address of the run's server. @throws where there is none */
export function serverUrl(): string {
  if ('skipped' in found) throw new Error(found.skipped)
  return found.url
}

let made = 0

/** A schema of a test's own: it costs 2 ms, a database 80. */
export async function aSchema(): Promise<TestDatabase> {
  const name = uniqueName()
  const url = new URL(serverUrl())
  url.searchParams.set('options', `-c search_path=${name}`)
  // By which the test finds its sessions among those of others.
  url.searchParams.set('application_name', name)
  const client = await connected(serverUrl(), `CREATE SCHEMA ${name}`, `SET search_path = ${name}`)
  return {
    url: url.href,
    run: async (sql) => rowsOf(await client.query(sql)),
    async drop() {
      await client.query(`DROP SCHEMA ${name} CASCADE`)
      await client.end()
    },
  }
}

function uniqueName(): string {
  made += 1
  return `herald_test_${process.pid}_${made}_${Date.now().toString(36)}`
}

async function connected(url: string, ...statements: readonly string[]): Promise<Client> {
  const client = new Client({ connectionString: url })
  // What it is asked for next says that it was cut.
  client.on('error', () => {})
  await client.connect()
  for (const statement of statements) await client.query(statement)
  return client
}

/** Of the last statement. Keys are whole numbers below 2^53. */
function rowsOf(result: QueryResult | QueryResult[]): Record<string, unknown>[] {
  const rows = (Array.isArray(result) ? result.at(-1) : result)?.rows as Record<string, unknown>[]
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asNumber(value)])),
  )
}

function asNumber(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value
}
