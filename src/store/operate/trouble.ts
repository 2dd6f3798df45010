import { each } from '../core/operations.ts'
import type { Handler } from '../core/operations.ts'

/** Something that was told to people and is not over. */
export interface Trouble {
  /** What it is about. */
  readonly key: string
  /** ms since the epoch. */
  readonly since: number
}

/** What the store keeps of what people were told. */
export interface ToldStore {
  /** What people were told of and is not over. */
  readonly troubles: () => Promise<readonly Trouble[]>
  /**
   * Notes that people are told; one of the same key stays as it is. Resolves to since when it is noted, by this replica
   * or another.
   */
  readonly addTrouble: (trouble: Trouble) => Promise<number>
  readonly endTrouble: (key: string) => Promise<void>
}

/** What people were told of and is not over. */
export const troubles: Handler<'troubles'> = each((query) =>
  query<Trouble>(`SELECT key, since FROM trouble ORDER BY key`),
)

/** Notes what people were told of. */
export const addTrouble: Handler<'addTrouble'> = each(async (query, { key, since }) => {
  await query(`INSERT INTO trouble (key, since) VALUES (?1, ?2) ON CONFLICT (key) DO NOTHING`, key, since)
  const [row] = await query<{ since: number }>(`SELECT since FROM trouble WHERE key = ?1`, key)
  return row?.since ?? since
})

/** Forgets what is over. */
export const endTrouble: Handler<'endTrouble'> = each(async (query, key) => {
  await query(`DELETE FROM trouble WHERE key = ?1`, key)
  return null
})
