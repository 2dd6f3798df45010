import { eventText } from '../../receive/event-text.ts'
import { parseExact } from '../../receive/json.ts'
import { indexable } from './indexable.ts'
import type { JobEvent } from '../../receive/event.ts'
import type { Quarantined } from '../../receive/quarantine.ts'
import type { Tally } from '../../render/tally.ts'
import type { Route, Trace } from '../../rules/rules.ts'
import type {
  AcceptRow,
  ClaimRow,
  EventRow,
  LaneRow,
  NewDeliveryRow,
  QuarantineRow,
  ReleaseRow,
  SettleRow,
  StoryRow,
} from './operations.ts'
import type { Acceptance, MoveTarget, NewDelivery } from '../accepting.ts'
import type { Claim, ClaimedStory, Root, Settlement } from '../claimed.ts'
import type { StoredAttempt, StoredDelivery, StoredEvent } from '../stored.ts'
import type { SettledResult } from '../settled.ts'
import type { Receipt } from '../../platforms/platform.ts'

const HASH_DIGITS = 32

/** An acceptance as its row. */
export function acceptRow(acceptance: Acceptance): AcceptRow {
  const { event, hash, trace, deliveries, unmatched = false, silences = [] } = acceptance
  const end = Object.hasOwn(event.fields, 'end_time') ? event.fields['end_time'] : undefined
  return {
    // 128 bits find every repeat as well, in half the pages.
    hash: hash.slice(0, HASH_DIGITS),
    event: {
      id: event.id,
      cluster: event.cluster,
      received_at: event.receivedAt,
      job_id: indexable(event.job_id),
      project: event.project,
      job_state: event.job_state,
      job_type: event.job_type,
      end_time: end === undefined || typeof end === 'object' ? '' : String(end),
      trace: JSON.stringify(trace),
      body: eventText(event),
      cause: event.cause,
    },
    deliveries: deliveries.map(deliveryRow),
    unmatched,
    followed_trace: unmatched ? JSON.stringify({ ...trace, outcome: 'followed' } satisfies Trace) : '',
    ...subjectsOf(event),
    ended_at: typeof end === 'number' && Number.isSafeInteger(end) && end > 0 ? end : event.receivedAt,
    silences,
  }
}

/** What the stories of an event are about. */
function subjectsOf(event: JobEvent): Pick<AcceptRow, 'job_subject' | 'model_subject'> {
  const { cluster, job_id, project, job_type, fields } = event
  const model = Object.hasOwn(fields, 'model_id') ? fields['model_id'] : null
  return {
    job_subject: indexable(JSON.stringify(['job', cluster, job_id])),
    model_subject:
      typeof model === 'string' && model !== ''
        ? indexable(JSON.stringify(['model', cluster, project, model, job_type]))
        : null,
  }
}

/** A delivery to be as its row. */
export function deliveryRow({
  route,
  telling,
  kind,
  ofStory,
  ofDigest,
  dueAt,
  ...to
}: NewDelivery): NewDeliveryRow {
  return {
    ...laneRow({ ...to, channel: route.channel }),
    route: JSON.stringify(route),
    kind: kind ?? 'message',
    of_story: ofStory ?? null,
    of_digest: ofDigest ?? null,
    due_at: dueAt ?? 0,
    telling: telling ?? null,
    mentions: route.mentions,
  }
}

function laneRow({ lane, account, platform, place, gapMs, channel }: MoveTarget): LaneRow {
  return { lane, account, platform, place, gap_ms: gapMs, channel }
}

export function quarantineRow({ cluster, receivedAt, problems, body, bytes }: Quarantined): QuarantineRow {
  return { cluster, received_at: receivedAt, problems: JSON.stringify(problems), body, bytes }
}

/** A claim from its row. */
export function claimOf({ route, channel, event, story, digest, ...claim }: ClaimRow): Claim {
  return {
    ...claim,
    route: routeOf(route, { ...claim, channel }),
    event: eventOf(event),
    story:
      story === null
        ? null
        : {
            ...story,
            failed: story.failed === 1,
            marked: story.marked === 1,
            root: rootOf(story.root),
            first: firstOf(story.first),
          },
    digest:
      digest === null
        ? null
        : {
            ...digest,
            root: { ...digest.root, receipt: receiptOf(digest.root.receipt) },
            tally: JSON.parse(digest.tally) as Tally,
            mentions: JSON.parse(digest.mentions) as string[],
          },
  }
}

function rootOf(root: StoryRow['root']): Root | null {
  return root === null ? null : { ...root, receipt: receiptOf(root.receipt) }
}

function firstOf(first: StoryRow['first']): ClaimedStory['first'] {
  if (first === null) return null
  const { event, route, toldBefore } = first
  return { event: eventOf(event), route: JSON.parse(route) as Route, toldBefore }
}

function receiptOf(text: string | null): Receipt | null {
  return text === null ? null : (JSON.parse(text) as Receipt)
}

/** The route it was accepted with; what was moved since goes elsewhere and keeps its look. */
function routeOf(text: string, at: Pick<LaneRow, 'channel' | 'lane' | 'place'>): Route {
  const route = JSON.parse(text) as Route
  return route.channel === at.channel
    ? route
    : { ...route, channel: at.channel, lane: at.lane, place: at.place }
}

export function releaseRow(claim: Claim, waitMs: number): ReleaseRow {
  const { delivery, lane, fence, firstTriedAt, triedAt, unknown, unknownSince } = claim
  return {
    delivery,
    lane,
    fence,
    first_tried_at: firstTriedAt,
    tried_at: triedAt,
    unknown: unknown ? 2 : 0,
    unknown_since: unknownSince,
    wait_ms: Math.ceil(waitMs),
  }
}

/** A settlement as its row; what its result does not have is empty. */
export function settleRow({ result, note, pauseAccountMs, ...settlement }: Settlement): SettleRow {
  const { delivery, lane, fence, ms, beside = false, root = false, shows } = settlement
  return {
    delivery,
    lane,
    fence,
    ms: Math.round(ms),
    state: result.state,
    outcome: result.state === 'sent' ? 'sent' : result.outcome,
    reason: result.state === 'sent' ? null : result.reason,
    detail: result.detail ?? '',
    help: result.state === 'dead' ? result.help : '',
    receipt: result.state === 'sent' ? JSON.stringify(result.receipt) : null,
    note: note ?? null,
    wait_ms: result.state === 'waiting' ? Math.ceil(result.waitMs) : 0,
    counted: result.state === 'waiting' && result.counted ? 1 : 0,
    plain: result.state === 'waiting' && result.plain ? 1 : 0,
    pause_ms: Math.ceil(pauseAccountMs ?? 0),
    ...lookRow(result),
    place_id: result.state === 'sent' && result.receipt.channel !== '' ? result.receipt.channel : null,
    to: result.state === 'moved' ? { ...laneRow(result.to), telling: result.to.telling ?? null } : null,
    beside: beside ? 1 : 0,
    root: root ? 1 : 0,
    shows_story: shows !== undefined && 'story' in shows ? shows.story : null,
    shows_digest: shows !== undefined && 'digest' in shows ? shows.digest : null,
    followedBy: result.state === 'sent' ? (result.followedBy ?? []).map(deliveryRow) : [],
  }
}

function lookRow(result: SettledResult): Pick<SettleRow, 'misses' | 'tried_at' | 'cleared'> {
  const look = result.state === 'waiting' ? result.look : undefined
  return { misses: look?.misses ?? 0, tried_at: look?.triedAt ?? null, cleared: look?.sure === true ? 1 : 0 }
}

/** A stored event from its row. */
export function storedEventOf(row: EventRow): StoredEvent {
  return {
    event: eventOf(row.body),
    trace: JSON.parse(row.trace) as Trace,
    repeats: row.repeats,
    toldBefore: row.told_before,
    deliveries: row.deliveries.map((delivery) => ({
      id: delivery.id,
      channel: delivery.channel,
      platform: delivery.platform as StoredDelivery['platform'],
      place: delivery.place,
      state: delivery.state as StoredDelivery['state'],
      route: routeOf(delivery.route, delivery),
      attempts: delivery.attempts.map(({ at, ms, outcome, reason, detail }) => ({
        at,
        ms,
        outcome: outcome as StoredAttempt['outcome'],
        reason: reason as StoredAttempt['reason'],
        detail,
      })),
      receipt: receiptOf(delivery.receipt),
      kind: delivery.kind as StoredDelivery['kind'],
      follows: delivery.follows,
      digest: delivery.digest,
      nextAt: delivery.next_at,
      help: delivery.help,
      note: delivery.note,
    })),
  }
}

function eventOf(text: string): JobEvent {
  return parseExact(text) as unknown as JobEvent
}
