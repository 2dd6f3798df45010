import { refuseForeign } from '../core/own.ts'
import type { Connection } from './connection.ts'
import { TOKENS } from './sql.ts'

/**
 * Refuses a database that another program made, before anything is written into it; an empty one is ours to fill.
 * @param name how the database is called in messages
 * @throws StoreRefused
 */
export async function checkOwn(connection: Connection, name: string): Promise<void> {
  const rows = await connection.query({ text: `${TOKENS.tables} ORDER BY 1` })
  const tables = rows.map((row) => String(row['name']))
  if (tables.length === 0 || /^\d+$/.test(await schemaOf(connection, tables))) return
  refuseForeign(
    tables,
    name,
    'give Herald a database of its own, or a schema: DATABASE_URL=postgres://…?options=-c%20search_path%3Dherald',
  )
}

async function schemaOf(connection: Connection, tables: readonly string[]): Promise<string> {
  if (!tables.includes('meta')) return ''
  const columns = await connection.query({
    text: `SELECT column_name AS name FROM information_schema.columns
      WHERE table_schema = current_schema() AND table_name = 'meta' ORDER BY ordinal_position`,
  })
  if (columns.map((row) => String(row['name'])).join(',') !== 'name,value') return ''
  const [row] = await connection.query({ text: `SELECT value FROM meta WHERE name = 'schema'` })
  const value = row?.['value']
  return typeof value === 'string' ? value : ''
}
