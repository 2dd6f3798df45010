import { randomInt } from 'node:crypto'
import { StoreRefused } from '../engine.ts'
import type { Engine, Query } from '../engine.ts'
import { schemaV1 } from './v1.ts'
import { schemaV2 } from './v2.ts'

/** The schema this program reads and writes; each step leads from one version to the next. */
const STEPS = [schemaV1, schemaV2]

// Without i, l, o, 0 and 1: an id is read aloud and typed from a phone.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const INSTANCE_LENGTH = 5

/**
 * Brings the database to the schema this program knows; touches nothing when it is there already. Resolves to the
 * instance id, made once per database, which makes delivery ids unique over installations.
 * @param name how the database is called in messages
 * @throws StoreRefused when the schema is newer than this program
 */
export function migrate(engine: Engine, name: string): Promise<string> {
  return engine.transaction(async (query) => {
    await query(`CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)`)
    const version = Number((await read(query, 'schema')) ?? 0)
    if (version > STEPS.length) {
      throw new StoreRefused(
        'newer-schema',
        `the database has schema ${version}, this version of Herald knows up to ${STEPS.length}`,
        name,
        'start the newer version of Herald that wrote it, or restore a backup made before the upgrade',
      )
    }
    if (version < STEPS.length) {
      for (const step of STEPS.slice(version)) {
        for (const statement of step(engine.tokens)) await query(statement)
      }
      await write(query, 'schema', String(STEPS.length))
    }
    const instance = (await read(query, 'instance')) ?? newInstance()
    if (version === 0) await write(query, 'instance', instance)
    return instance
  })
}

async function read(query: Query, name: string): Promise<string | undefined> {
  const [row] = await query<{ value: string }>(`SELECT value FROM meta WHERE name = ?1`, name)
  return row?.value
}

async function write(query: Query, name: string, value: string): Promise<void> {
  await query(
    `INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    name,
    value,
  )
}

function newInstance(): string {
  return Array.from({ length: INSTANCE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}
