import type { Query, Tokens } from '../core/engine.ts'
import { indexable } from '../core/indexable.ts'
import { each } from '../core/operations.ts'
import type { Handler } from '../core/operations.ts'
import { hangOn, SELECT_EVENT } from './read.ts'
import type { FoundEvent } from './read.ts'
import { overRows } from '../core/over-rows.ts'

const EVENTS_AT_ONCE = 100
/** So many are looked at for one page; their texts are read so many at a time. */
const SOUGHT_AT_ONCE = 1_000
const TEXTS_AT_ONCE = 10
/** Characters of events after which a page ends. */
const ENOUGH_TEXT = 4_000_000
/** The last moment a Date reaches. */
const LAST_MOMENT = 8_640_000_000_000_000

interface SoughtEvent {
  readonly id: string
  readonly received_at: number
  readonly project: string
  readonly job_state: string
}

const seek = (further: string): string => `SELECT id, received_at, project, job_state FROM event
  WHERE received_at >= ?1 AND received_at < ?2 AND (received_at < ?3 OR id < ?4) ${further}
  ORDER BY received_at DESC, id DESC LIMIT ${SOUGHT_AT_ONCE}`
const ALL = seek('')
const OF_JOB = seek('AND job_id = ?5')

/**
 * One page of the events that fit the query, newest first, each with its deliveries and their attempts. It looks at
 * no more than 1,000 events and ends at 4 MB of text, so that the transaction it shares stays short.
 */
export function events(tokens: Tokens, instance: string): Handler<'events'> {
  const hang = hangOn(tokens, instance)
  const textsOf = readTexts(tokens)
  return each(async (query, { jobId, project, state, since, until, before, limit }) => {
    const at = before?.at ?? LAST_MOMENT
    // One upper bound for the index: of two, the engine may seek by the one that skips nothing.
    const bounds = [since ?? 0, Math.min(until ?? LAST_MOMENT, at + 1), at, before?.id ?? '']
    const sought = await (jobId === undefined
      ? query<SoughtEvent>(ALL, ...bounds)
      : query<SoughtEvent>(OF_JOB, ...bounds, indexable(jobId)))
    const fitting = sought.filter((row) => same(project, row.project) && same(state, row.job_state))
    const wanted = fitting.slice(0, Math.min(limit ?? EVENTS_AT_ONCE, EVENTS_AT_ONCE))
    const found = await textsOf(query, wanted)
    // More fit than were taken, or more there are than were looked at.
    const last = found.length < fitting.length ? fitting[found.length - 1] : sought[SOUGHT_AT_ONCE - 1]
    return {
      events: await hang(query, found),
      next: last === undefined ? null : { at: last.received_at, id: last.id },
    }
  })
}

function same(wanted: string | undefined, value: string): boolean {
  return wanted === undefined || wanted.toLowerCase() === value.toLowerCase()
}

/** Reads the texts of the events, in their order, until it is enough. */
function readTexts(tokens: Tokens) {
  const read = overRows(
    tokens,
    { id: 'TEXT' },
    (rows) => `WITH r AS (${rows}) ${SELECT_EVENT}
    WHERE id IN (SELECT id FROM r) ORDER BY received_at DESC, id DESC`,
  )
  return async (query: Query, wanted: readonly SoughtEvent[]): Promise<FoundEvent[]> => {
    const found: FoundEvent[] = []
    let characters = 0
    for (let at = 0; at < wanted.length && characters < ENOUGH_TEXT; at += TEXTS_AT_ONCE) {
      const rows = await read<FoundEvent>(query, wanted.slice(at, at + TEXTS_AT_ONCE))
      found.push(...rows)
      for (const { body } of rows) characters += body.length
    }
    return found
  }
}
