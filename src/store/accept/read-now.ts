import type { Tally } from '../../render/tally.ts'
import type { Query, Tokens } from '../core/engine.ts'
import type { AcceptRow, NewDeliveryRow } from '../core/operations.ts'
import { overRows } from '../core/over-rows.ts'
import type { DeliveryState } from '../stored.ts'
import type { Flow } from './flow.ts'
import { BESIDE } from '../settle/beside.ts'
import type { DigestNow, LaneNow, Now, Planned, StoryNow } from './now.ts'

interface StoryFound extends Pick<NewDeliveryRow, 'account' | 'platform' | 'place' | 'gap_ms'> {
  readonly id: number
  readonly lane: string
  readonly subject: string
  readonly channel: string
  readonly root: number
  readonly failed: 0 | 1
  readonly since: number
  readonly state: string
  readonly state_at: number
  readonly shown: string
  readonly marked: 0 | 1
  readonly edit_waits: 0 | 1
  readonly mark_waits: 0 | 1
  readonly root_state: DeliveryState
  readonly root_digest: number | null
  /** The lane of that digest, while it is open. */
  readonly digest_lane: string | null
  readonly root_route: string
}

interface DigestFound {
  readonly id: number
  readonly lane: string
  readonly what: DigestNow['what']
  readonly at: number
  readonly tally: string
  readonly joined: number
  readonly edits: 0 | 1
  readonly mentions: string
  readonly called: string
  readonly started: 0 | 1
  readonly over_at: number
  readonly opened_at: number
  readonly wants_edit: 0 | 1
  readonly account: string
  readonly platform: NewDeliveryRow['platform']
  readonly channel: string
  readonly route: string
}

/**
 * Reads what decides how a batch of new events is told: the stories they may go on with, what their channels got lately,
 * and which digests are open. Until the commit nobody else changes the lanes and the digests.
 */
export function nowReader(tokens: Tokens): (query: Query, fresh: readonly AcceptRow[]) => Promise<Now> {
  const sql = statements(tokens)

  /** Nobody else changes them until the commit. */
  async function lock(query: Query, lanes: ReadonlySet<string>): Promise<readonly LaneFound[]> {
    return lanes.size === 0 ? [] : sql.lanes<LaneFound>(query, laneRows(lanes))
  }

  return async (query, fresh) => {
    const told = fresh.flatMap(({ deliveries }) => deliveries.filter(({ telling }) => telling !== null))
    const own = new Set(told.map(({ lane }) => lane))
    // In this order, in one round trip: another replica may just be beginning a story in one of the lanes.
    const [locked, found] = await Promise.all([
      lock(query, own),
      sql.stories<StoryFound>(query, subjectsOf(fresh)),
    ])
    const others = new Set(
      found.flatMap(({ lane, digest_lane: of }) => (of === null ? [lane] : [lane, of])),
    ).difference(own)
    const flows = [...locked, ...(await lock(query, others))]
    // Of a lane that was waited for just now it may be what it was before.
    const collecting = flows.filter(({ lane, collects }) => collects === 1 || others.has(lane))
    const open = collecting.length === 0 ? [] : await sql.digests<DigestFound>(query, collecting)
    return {
      at: flows[0]?.now ?? 0,
      lanes: new Map(flows.map((row) => [row.lane, laneOf(row)])),
      digests: Map.groupBy(open.map(digestOf), ({ lane }) => lane),
      stories: Map.groupBy(newest(found).map(storyOf), ({ subject }) => subject),
    }
  }
}

interface LaneFound {
  readonly lane: string
  readonly flow: string | null
  /** Whether a digest is open there. */
  readonly collects: 0 | 1
  readonly now: number
}

function laneRows(lanes: ReadonlySet<string>): { lane: string }[] {
  return [...lanes].map((lane) => ({ lane }))
}

function subjectsOf(fresh: readonly AcceptRow[]): { subject: string }[] {
  const all = fresh.flatMap(({ job_subject: job, model_subject: model }) =>
    model === null ? [job] : [job, model],
  )
  return [...new Set(all)].map((subject) => ({ subject }))
}

/** The newest story of a subject in a lane is the one that goes on. */
function newest(found: readonly StoryFound[]): StoryFound[] {
  return [...new Map(found.map((row) => [`${row.lane} ${row.subject}`, row])).values()]
}

function laneOf({ lane, flow }: LaneFound): LaneNow {
  return { lane, flow: flow === null ? {} : (JSON.parse(flow) as Flow), changed: false }
}

function storyOf(row: StoryFound): StoryNow {
  const { account, platform, place, gap_ms, state_at: stateAt, root_state: rootState, marked, ...rest } = row
  return {
    ...rest,
    at: { account, platform, place, gap_ms },
    stateAt,
    rootState,
    rootDigest: row.root_digest,
    route: row.root_route,
    failed: row.failed === 1,
    marked: marked === 1,
    editWaits: row.edit_waits === 1,
    markWaits: row.mark_waits === 1,
    ended: false,
    changed: false,
  }
}

function digestOf(row: DigestFound): DigestNow {
  const { over_at: overAt, opened_at: openedAt, wants_edit: wantsEdit, ...rest } = row
  return {
    ...rest,
    tally: JSON.parse(row.tally) as Tally,
    edits: row.edits === 1,
    mentions: JSON.parse(row.mentions) as string[],
    called: JSON.parse(row.called) as string[],
    started: row.started === 1,
    wantsEdit: wantsEdit === 1,
    overAt,
    openedAt,
    joining: [],
    changed: false,
  }
}

/** SQL: the lanes of edits and of marks of the account of lane `c`. */
const EDITS_LANE = `c.account || ' ${BESIDE.edits}'`
const MARKS_LANE = `c.account || ' ${BESIDE.marks}'`

/** SQL: whether a delivery of this kind of story `s` waits in a lane. */
function waits(kind: Planned['kind'], lane: string): string {
  return `CASE WHEN EXISTS (SELECT 1 FROM delivery w WHERE w.lane = ${lane} AND w.state = 'waiting'
          AND w.kind = '${kind}' AND w.story = s.id) THEN 1 ELSE 0 END`
}

function statements(tokens: Tokens) {
  const { now, forUpdate } = tokens
  return {
    stories: overRows(
      tokens,
      { subject: 'TEXT' },
      (rows) => `WITH r AS (${rows})
      SELECT s.id, s.lane, s.subject, s.channel, s.root, s.failed, s.since, s.state, s.state_at, s.shown, s.marked,
        ${waits('edit', EDITS_LANE)} AS edit_waits, ${waits('reaction', MARKS_LANE)} AS mark_waits,
        o.state AS root_state, o.digest AS root_digest, o.route AS root_route, g.lane AS digest_lane,
        c.account, c.platform, c.place, c.gap_ms
      FROM r JOIN story s ON s.subject = r.subject AND s.ended = 0 JOIN channel c ON c.id = s.lane
        JOIN delivery o ON o.id = s.root LEFT JOIN digest g ON g.id = o.digest AND g.ended_at IS NULL
      ORDER BY s.id`,
    ),
    lanes: overRows(
      tokens,
      { lane: 'TEXT' },
      (rows) => `WITH r AS (${rows})
      SELECT c.id AS lane, c.flow, ${now} AS now, CASE WHEN EXISTS (
          SELECT 1 FROM digest g WHERE g.lane = c.id AND g.ended_at IS NULL) THEN 1 ELSE 0 END AS collects
      FROM r JOIN channel c ON c.id = r.lane
      ORDER BY c.id ${forUpdate('c')}`,
    ),
    digests: overRows(
      tokens,
      { lane: 'TEXT' },
      (rows) => `WITH r AS (${rows})
      SELECT g.id, g.lane, g.what, g.at, g.tally, g.joined, g.edits, g.mentions, g.called, g.started, g.over_at,
        g.opened_at,
        CASE WHEN o.state = 'sent' AND NOT EXISTS (
          SELECT 1 FROM delivery e WHERE e.digest = g.id AND e.kind = 'edit' AND e.state = 'waiting')
          THEN 1 ELSE 0 END AS wants_edit,
        c.account, c.platform, o.channel, d.route
      FROM r JOIN digest g ON g.lane = r.lane AND g.ended_at IS NULL
        JOIN delivery d ON d.id = g.id JOIN delivery o ON o.id = g.root JOIN channel c ON c.id = o.lane
      ORDER BY g.id ${forUpdate('g')}`,
    ),
  }
}
