import { randomInt } from 'node:crypto'
import { StoreRefused } from '../core/engine.ts'
import type { Engine, Query } from '../core/engine.ts'
import { schemaV1 } from './v1.ts'
import { schemaV2 } from './v2.ts'
import { schemaV3 } from './v3.ts'
import { schemaV4 } from './v4.ts'

/** The schema this program reads and writes; each step leads from one version to the next. */
const STEPS = [schemaV1, schemaV2, schemaV3, schemaV4]

/**
 * The oldest schema that a program must know to work on what the steps above lead to. A step that only adds (tables,
 * indexes, columns with a default that the older program's rows are right with) leaves it as it is, so that replicas
 * can be replaced one after the other; any other step raises it to its own number.
 */
const READABLE_BY = 2

// Without i, l, o, 0 and 1: an id is read aloud and typed from a phone.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const INSTANCE_LENGTH = 5

/**
 * Brings the database to the schema this program knows; touches nothing when it is there already, or further on and
 * still to be used by this program. Resolves to the instance id, made once per database, which makes delivery ids
 * unique over installations.
 * @param name how the database is called in messages
 * @throws StoreRefused when only newer programs can use the schema
 */
export async function migrate(engine: Engine, name: string): Promise<string> {
  const found = await engine.transaction((query) => state(engine, query))
  if (found.instance !== undefined && found.version >= STEPS.length) return checked(found, name)
  return engine.transaction(async (query) => {
    if (engine.tokens.lockSchema !== '') await query(engine.tokens.lockSchema)
    // Another replica may have been first.
    const { version, instance, ...rest } = await state(engine, query)
    checked({ version, instance, ...rest }, name)
    if (version === 0) {
      await query(`CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)`)
    }
    if (version < STEPS.length) {
      for (const step of STEPS.slice(version)) {
        for (const statement of step(engine.tokens)) await query(statement)
      }
      await write(query, 'schema', String(STEPS.length))
      await write(query, 'readable-by', String(READABLE_BY))
    }
    if (instance !== undefined) return instance
    const made = newInstance()
    await write(query, 'instance', made)
    return made
  }, 'long')
}

interface State {
  readonly version: number
  readonly readableBy: number
  readonly instance: string | undefined
}

async function state({ tokens }: Engine, query: Query): Promise<State> {
  // Asked first: a table that is not there would end a transaction of PostgreSQL.
  const tables = await query<{ name: string }>(tokens.tables)
  if (!tables.some((table) => table.name === 'meta'))
    return { version: 0, readableBy: 0, instance: undefined }
  const rows = await query<{ name: string; value: string }>(
    `SELECT name, value FROM meta WHERE name IN ('schema', 'readable-by', 'instance')`,
  )
  const values = new Map(rows.map((row) => [row.name, row.value]))
  const version = Number(values.get('schema') ?? 0)
  return {
    version,
    readableBy: Number(values.get('readable-by') ?? version),
    instance: values.get('instance'),
  }
}

function checked({ version, readableBy, instance = '' }: State, name: string): string {
  if (version <= STEPS.length || readableBy <= STEPS.length) return instance
  throw new StoreRefused(
    'newer-schema',
    `the database has schema ${version} for programs that know ${readableBy}, this version of Herald knows up to ${STEPS.length}`,
    name,
    'start the newer version of Herald that wrote it, or restore a backup made before the upgrade',
  )
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
