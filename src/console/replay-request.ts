import * as z from 'zod'
import type { RangeCursor } from '../store/operating.ts'
import { MOMENT_EXAMPLES, momentOf } from './moments.ts'

/** How many ids one request may name. */
export const MOST_IDS = 200

const Shape = z
  .strictObject({
    ids: z.array(z.string()).min(1).max(MOST_IDS).optional(),
    dead: z.literal(true).optional(),
    since: z.union([z.string(), z.int().min(0)]).optional(),
    channel: z.string().min(1).optional(),
    reroute: z.boolean().default(false),
    resend: z.boolean().default(false),
    dryRun: z.boolean().default(false),
    after: z.string().optional(),
  })
  .refine(({ ids, dead, since }) => (ids === undefined) !== (dead === undefined && since === undefined), {
    error: 'name either ids, or dead letters ("dead": true) or a time ("since"), or both of these',
  })
  .refine(({ ids, channel, after }) => ids === undefined || (channel === undefined && after === undefined), {
    error: 'with ids there is neither channel nor after',
  })

/** Which deliveries are replayed, and how. */
export interface ReplayRequest {
  /** Null where a range is asked for. */
  readonly ids: readonly string[] | null
  readonly dead: boolean
  /** ms since the epoch; what comes in from `until` on is no part of it, however long it takes. */
  readonly since: number
  readonly until: number
  readonly channel: string | undefined
  readonly after: RangeCursor | undefined
  readonly reroute: boolean
  readonly resend: boolean
  readonly dryRun: boolean
}

/**
 * Reads the body of `POST /api/replay`, or says in one sentence what is wrong with it.
 * @param now ms since the epoch
 */
export function replayRequestOf(body: unknown, now: number): ReplayRequest | { readonly error: string } {
  const read = Shape.safeParse(body)
  if (!read.success) return { error: z.prettifyError(read.error).replaceAll(/\s*\n\s*/g, ' ') }
  const { ids, dead, since, channel, after, ...how } = read.data
  const from = since === undefined ? 0 : momentOf(String(since), now)
  if (from === null) return { error: `since is not a moment, e.g. ${MOMENT_EXAMPLES}` }
  const cursor = after === undefined ? { since: from, until: now + 1, after: undefined } : cursorOf(after)
  if (cursor === null) return { error: 'after is not the "next" of another page' }
  return { ids: ids ?? null, dead: dead === true, channel, ...cursor, ...how }
}

/** Where a range goes on, as it stands in an answer: it keeps its bounds, however long it takes. */
export function replayCursor(
  { since, until }: Pick<ReplayRequest, 'since' | 'until'>,
  { at, id }: RangeCursor,
): string {
  return `${since}-${until}-${at}-${id}`
}

function cursorOf(text: string): Pick<ReplayRequest, 'since' | 'until' | 'after'> | null {
  const [, since = '', until = '', at = '', id = ''] =
    /^(\d{1,15})-(\d{1,15})-(\d{1,15})-([\w.-]{1,64})$/.exec(text) ?? []
  return id === '' ? null : { since: Number(since), until: Number(until), after: { at: Number(at), id } }
}
