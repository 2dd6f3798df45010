import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { type HeraldProcess, startHeraldProcess } from '../../support/herald-process.ts'
import { type PostgresServer, startPostgres } from '../../support/postgres/server.ts'
import { DISCORD_TOKEN, type StandInDiscord, startStandInDiscord } from '../../support/stand-in-discord.ts'
import { DELIVERIES, type DeliveryRow } from '../crash/ledger.ts'
import { SLACK_TOKEN, type StandInSlack, startStandInSlack } from '../../support/stand-in-slack.ts'
import { isSoWithin } from '../../support/until.ts'

/** Both stand-ins, and a PostgreSQL of its own that replicas share. */
export interface Replicas {
  readonly slack: StandInSlack
  readonly discord: StandInDiscord
  readonly server: PostgresServer
  /** Starts a replica; resolves once it listens. @param port of the database, where it is not the server's own */
  readonly serve: (name: string, options?: ServeOptions) => Promise<HeraldProcess>
  /** Runs SQL beside the replicas. */
  readonly ask: (sql: string) => Promise<readonly Record<string, unknown>[]>
  readonly deliveries: () => Promise<readonly DeliveryRow[]>
  /** Resolves true once nothing waits; false when something still does after `mostMs`. */
  readonly drained: (mostMs: number) => Promise<boolean>
  readonly end: () => Promise<void>
}

interface ServeOptions {
  readonly port?: number
  readonly env?: Readonly<Record<string, string>>
}

/** Resolves to why there is none, where this machine has no PostgreSQL. */
export async function someReplicas(rules: string): Promise<Replicas | string> {
  const found = await startPostgres({ inMemory: true })
  if (typeof found === 'string') return found
  const server = found
  const folder = mkdtempSync(join(tmpdir(), 'herald-replicas-'))
  const rulesFile = join(folder, 'rules.yaml')
  writeFileSync(rulesFile, rules)
  const slack = await startStandInSlack()
  const discord = await startStandInDiscord()
  const processes: HeraldProcess[] = []
  async function ask(sql: string): Promise<readonly Record<string, unknown>[]> {
    const client = new Client({ connectionString: server.url })
    client.on('error', () => {})
    await client.connect()
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows
    } finally {
      await client.end()
    }
  }
  return {
    slack,
    discord,
    server,
    async serve(name, { port = server.port, env = {} } = {}) {
      const url = new URL(server.url)
      url.port = String(port)
      const herald = await startHeraldProcess(['--rules', rulesFile], {
        env: {
          DATABASE_URL: url.href,
          REPLICA_NAME: name,
          SLACK_API_URL: slack.apiUrl,
          SLACK_BOT_TOKEN: SLACK_TOKEN,
          DISCORD_API_URL: discord.apiUrl,
          DISCORD_BOT_TOKEN: DISCORD_TOKEN,
          DRAIN_SECONDS: '0',
          ...env,
        },
      })
      processes.push(herald)
      return herald
    },
    ask,
    async deliveries() {
      const rows = await ask(DELIVERIES)
      return rows.map((row) =>
        Object.assign(row as unknown as DeliveryRow, { crashed: Number(row['crashed']) }),
      )
    },
    drained: (mostMs) =>
      isSoWithin(mostMs, async () => {
        const [row] = await ask(`SELECT COUNT(*) AS count FROM delivery WHERE state = 'waiting'`)
        return Number(row?.['count']) === 0
      }),
    async end() {
      for (const herald of processes) await herald.kill('SIGKILL')
      await slack.close()
      await discord.close()
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
