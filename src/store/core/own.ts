import { StoreRefused } from './engine.ts'

/** Refuses a database that holds tables of another program. @param file how the database is called in messages */
export function refuseForeign(tables: readonly string[], file: string, help: string): never {
  throw new StoreRefused(
    'not-our-database',
    `the database belongs to another program: its tables are ${shortened(tables)}`,
    file,
    help,
  )
}

const MOST_SHOWN = 5

function shortened(names: readonly string[]): string {
  const shown = names.slice(0, MOST_SHOWN).join(', ')
  return names.length > MOST_SHOWN ? `${shown} and ${names.length - MOST_SHOWN} more` : shown
}
