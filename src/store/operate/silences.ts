import type { Tokens } from '../core/engine.ts'
import { each } from '../core/operations.ts'
import type { Handler } from '../core/operations.ts'

/** A time in which deliveries of some events are recorded and not sent. Times are ms since the epoch. */
export interface Silence {
  readonly id: number
  /** `key=value`, of which all must hold; `channel=…` names channels. */
  readonly conditions: readonly string[]
  readonly why: string
  readonly by: string
  readonly since: number
  readonly until: number
  /** When somebody ended it before its time; null: nobody did. */
  readonly endedAt: number | null
}

/** A silence to be. */
export interface NewSilence {
  readonly conditions: readonly string[]
  readonly why: string
  readonly by: string
  readonly forMs: number
}

export interface SilenceRow extends Omit<Silence, 'conditions'> {
  readonly conditions: string
}

export interface SilenceStore {
  readonly addSilence: (silence: NewSilence) => Promise<Silence>
  /** Newest first, at most 1,000. @param onlyActive without those that are over */
  readonly silences: (onlyActive: boolean) => Promise<readonly Silence[]>
  /** Ends it now; resolves to false where there is none in force. */
  readonly endSilence: (id: number) => Promise<boolean>
}

/** What can be asked of silences. */
export interface SilenceOperations {
  addSilence: [Omit<NewSilence, 'conditions'> & { readonly conditions: string }, SilenceRow]
  silences: [boolean, readonly SilenceRow[]]
  endSilence: [number, boolean]
}

const COLUMNS = `id, conditions, why, made_by AS "by", since, until, ended_at AS "endedAt"`
const MOST = 1_000

export function addSilence({ now }: Tokens): Handler<'addSilence'> {
  const sql = `INSERT INTO silence (conditions, why, made_by, since, until)
    VALUES (?1, ?2, ?3, ${now}, ${now} + ?4) RETURNING ${COLUMNS}`
  return each(async (query, { conditions, why, by, forMs }) => {
    const [row] = await query<SilenceRow>(sql, conditions, why, by, forMs)
    if (row === undefined) throw new Error('an INSERT returned nothing')
    return row
  })
}

export function silences({ now }: Tokens): Handler<'silences'> {
  const all = `SELECT ${COLUMNS} FROM silence ORDER BY id DESC LIMIT ${MOST}`
  const active = `SELECT ${COLUMNS} FROM silence WHERE ended_at IS NULL AND until > ${now} ORDER BY id DESC LIMIT ${MOST}`
  return each((query, onlyActive) => query<SilenceRow>(onlyActive ? active : all))
}

export function endSilence({ now }: Tokens): Handler<'endSilence'> {
  const sql = `UPDATE silence SET ended_at = ${now} WHERE id = ?1 AND ended_at IS NULL AND until > ${now} RETURNING id`
  return each(async (query, id) => (await query(sql, id)).length > 0)
}
