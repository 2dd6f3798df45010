import { stateFinding } from '../rules/parts/condition.ts'
import type { EventCursor, EventQuery } from '../store/stored.ts'
import { MOMENT_EXAMPLES, momentOf } from './moments.ts'

/** A query of `GET /api/events`, or what is wrong with it in one sentence. */
export type AskedEvents = { readonly query: EventQuery } | { readonly error: string }

const NAMES = ['job_id', 'project', 'state', 'since', 'until', 'before', 'limit'] as const
type Name = (typeof NAMES)[number]
const MOST = 100

/**
 * Reads `job_id`, `project`, `state`, `since`, `until`, `before` and `limit`; a parameter without a value is left out.
 * @param now ms since the epoch: what a duration counts back from
 */
export function eventQueryOf(parameters: URLSearchParams, now: number): AskedEvents {
  const given = new Map<Name, EventQuery>()
  for (const [written, value] of parameters) {
    const name = NAMES.find((known) => known === written)
    if (name === undefined) return { error: `there is no parameter "${written}"; known: ${NAMES.join(', ')}` }
    if (given.has(name)) return { error: `${name} is given twice` }
    const read = value === '' ? {} : READERS[name](value, now)
    if (typeof read === 'string') return { error: `${name} ${read}` }
    given.set(name, read)
  }
  return { query: Object.assign({}, ...given.values()) as EventQuery }
}

/** Each reads one parameter, or says what is wrong with it. */
const READERS: Readonly<Record<Name, (value: string, now: number) => EventQuery | string>> = {
  job_id: (jobId) => ({ jobId }),
  project: (project) => ({ project }),
  state(state) {
    const finding = stateFinding(state)
    // One that no Kylin of today has may be of the next.
    if (finding === undefined || finding.severity === 'warning') return { state }
    return `"${state}" is none that Kylin reports: ${finding.help ?? finding.message}`
  },
  since(value, now) {
    const since = momentOf(value, now)
    return since === null ? NO_MOMENT : { since }
  },
  until(value, now) {
    const until = momentOf(value, now)
    return until === null ? NO_MOMENT : { until }
  },
  before(value) {
    const before = cursorOf(value)
    return before === null ? 'is not the "next" of another page' : { before }
  },
  limit(value) {
    const limit = Number(value)
    return Number.isInteger(limit) && limit >= 1 && limit <= MOST
      ? { limit }
      : `is not a whole number from 1 to ${MOST}`
  },
}

const NO_MOMENT = `is not a moment, e.g. ${MOMENT_EXAMPLES}`

/** A cursor as it stands in an address. */
export function cursorText({ at, id }: EventCursor): string {
  return `${at}-${id}`
}

function cursorOf(text: string): EventCursor | null {
  const [, at = '', id = ''] = /^(\d{1,15})-([\w.-]{1,64})$/.exec(text) ?? []
  return id === '' ? null : { at: Number(at), id }
}
