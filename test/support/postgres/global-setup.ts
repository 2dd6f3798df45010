import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { type PostgresServer, startPostgres } from './server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the run's PostgreSQL is asked for. */
    readonly postgresAt: string
  }
}

/** What a test that wants PostgreSQL is told. */
export type Found = { readonly url: string } | { readonly skipped: string }

/**
 * One PostgreSQL for the whole run, at TEST_DATABASE_URL or brought along: started when the first test asks for it,
 * ended with the run. A run without one says so in its last line.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let asked: Promise<Found> | null = null
  let server: PostgresServer | null = null
  async function find(): Promise<Found> {
    const given = process.env['TEST_DATABASE_URL']
    if (given !== undefined) return { url: given }
    const started = await startPostgres({ inMemory: true }).catch((error: unknown) => String(error))
    if (typeof started === 'string') return { skipped: started }
    server = started
    return { url: started.url }
  }
  const door = createServer((_, response) => {
    asked ??= find()
    void asked.then((found) => response.end(JSON.stringify(found)))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => door.once('listening', resolve))
  project.provide('postgresAt', `http://127.0.0.1:${(door.address() as AddressInfo).port}/`)

  return async () => {
    door.closeAllConnections()
    door.close()
    if (asked === null) return
    const found = await asked
    await server?.stop()
    if ('skipped' in found) console.log(`\nSKIPPED: everything on PostgreSQL was left out: ${found.skipped}`)
    else
      console.log(`\nPostgreSQL took part: ${server === null ? 'TEST_DATABASE_URL' : 'a server of this run'}`)
  }
}
