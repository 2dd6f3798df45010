import type { DatabaseSync } from 'node:sqlite'
import { refuseForeign } from '../core/own.ts'

/**
 * Refuses a database that another program made, before anything is written into it; an empty one is ours to fill.
 * @throws StoreRefused, or what SQLite throws when the file is no database
 */
export function checkOwn(db: DatabaseSync, file: string): void {
  const tables = db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`)
    .all()
    .map((row) => String(row['name']))
  if (tables.length === 0 || /^\d+$/.test(schemaOf(db, tables))) return
  refuseForeign(tables, file, 'give Herald a file of its own by --database or DATABASE_URL')
}

function schemaOf(db: DatabaseSync, tables: readonly string[]): string {
  if (!tables.includes('meta')) return ''
  const columns = db
    .prepare(`SELECT name FROM pragma_table_info('meta')`)
    .all()
    .map((row) => String(row['name']))
  if (columns.join() !== 'name,value') return ''
  return String(db.prepare(`SELECT value FROM meta WHERE name = 'schema'`).get()?.['value'] ?? '')
}
