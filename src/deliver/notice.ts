import { createHash } from 'node:crypto'
import type { JobEvent } from '../receive/event.ts'
import { newEventId, type Random } from '../receive/event-id.ts'
import type { Card } from '../render/card.ts'
import { cleanCode, cleanLine, cleanText } from '../render/clean.ts'
import type { Channel, Notice, Rules } from '../rules/rules.ts'
import type { Acceptance } from '../store/accepting.ts'
import { deliveryTo } from './promise.ts'

/** The cluster under which Herald keeps what it has to tell of itself. */
const ITSELF = 'herald'
const STATE = 'NOTICE'

export interface NoticeOptions {
  /** Where it is told; the channel behind `otherwise` where its place is computed. */
  readonly channel: Channel
  readonly rules: Rules
  readonly notice: Notice
  /** What it is about: within 10 minutes the same key is told once, by one of all replicas. */
  readonly key: string
  /** ms since the epoch. */
  readonly now: number
  readonly random: Random
  /** It goes to the inbox, as everything does. */
  readonly dryRun?: boolean
}

/** A notice as the store takes it: an event of our own with one delivery. */
export function noticeAcceptance(options: NoticeOptions): Acceptance {
  const { rules, notice, key, now, random, dryRun = false } = options
  const channel = fixed(options.channel, rules)
  const { name, place, lane } = channel
  const route = {
    rule: 'notice',
    channel: name,
    place,
    lane,
    template: null,
    language: channel.language ?? rules.language,
    timezone: channel.timezone ?? rules.timezone,
    mentions: [],
    notice,
  }
  return {
    event: eventOf(newEventId(now, random), key, now),
    // No callback has it: what is hashed for one is a JSON object.
    hash: createHash('sha256').update(`notice ${key}`).digest('hex'),
    trace: { rules: rules.hash, outcome: 'notice', entries: [] },
    deliveries: [deliveryTo(channel, route, dryRun)],
  }
}

/** The card of a notice: its own words, without a template. */
export function noticeCard({ title, body, code }: Notice, delivery: string): Card {
  const line = cleanLine(title)
  return {
    summary: line,
    title: line,
    link: null,
    severity: 'warning',
    body: cleanText(body),
    fields: [],
    suggestion: '',
    code: cleanCode(code),
    buttons: [],
    footer: delivery,
  }
}

/** No field of ours can decide a computed place. */
function fixed(channel: Channel, { channels }: Rules): Channel {
  return channel.computed === null ? channel : (channels.get(channel.computed.otherwise) ?? channel)
}

function eventOf(id: string, key: string, receivedAt: number): JobEvent {
  return {
    id,
    cluster: ITSELF,
    receivedAt,
    job_id: key,
    project: '',
    job_state: STATE,
    job_type: STATE,
    fields: {},
    cause: '',
    excerpt: '',
    rows: null,
    data_from: null,
    data_to: null,
    housekeeping: false,
    cut: false,
  }
}
