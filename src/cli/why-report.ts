import type { WhyJson } from '../console/why-json.ts'
import type { WhyThen } from './rules-then.ts'
import { plain } from '../steering.ts'
import { counted, shaded, timeText } from './terminal-text.ts'

type Delivery = WhyJson['deliveries'][number]

/** What `why --json` prints of one event. */
export function whyShape({ event, deliveries }: WhyJson, { trace }: WhyThen): object {
  return {
    event,
    trace,
    deliveries: deliveries.map((delivery) => deliveryShape(delivery)),
  }
}

function deliveryShape(delivery: Delivery): object {
  const { id, channel, platform, state, kind, follows, digest, attempts, receipt, next_at } = delivery
  return {
    id,
    channel,
    platform,
    state,
    kind,
    follows,
    digest,
    attempts: attempts.map(({ at, ms, outcome, reason }) => ({ at, ms, outcome, reason })),
    receipt,
    next_at,
  }
}

/** The story of one event for a person: what came, what the rules said, what became of it. */
export function whyText(one: WhyJson, why: WhyThen, color: boolean): string {
  const { event, repeats, told_before } = one
  const title = `${event.cluster} · ${event.project} · ${event.job_type} · ${event.job_state}`
  const lines = [
    color ? `\u001b[1m${plain(title)}\u001b[0m` : plain(title),
    `event ${event.id}, came in ${timeText(event.receivedAt)}`,
    `job ${event.job_id}`,
    ...(event.cause === '' ? [] : [`cause: ${event.cause}`]),
    ...(repeats === 0 ? [] : [`the same bytes came ${counted(repeats, 'more time')}`]),
    ...(told_before === null ? [] : [`told before as event ${told_before}`]),
  ].map((line, n) => (n === 0 ? line : plain(line)))
  const rest = why.whole ? '' : ', which are not kept any more: only what matched is known'
  return [
    ...lines,
    '',
    plain(`by the rules ${one.rules}${rest}`),
    ...why.lines.map((line) => `  ${line}`),
    ...one.deliveries.flatMap((delivery) => ['', ...deliveryLines(delivery, color)]),
    '',
  ].join('\n')
}

/** One delivery with its attempts, and what a person can do. */
export function deliveryLines(delivery: Delivery, color: boolean): string[] {
  const { id, channel, platform, place, state, kind, attempts, receipt, next_at, help, note } = delivery
  const where = [platform, place].filter((part) => part !== '').join(' ')
  const next = next_at === null ? '' : `, ${state === 'held' ? 'goes' : 'next try'} ${timeText(next_at)}`
  const below = [
    ...attempts.map((attempt) => attemptLine(attempt, color)),
    ...(receipt === null ? [] : [`posted: ${receipt.permalink ?? `${receipt.channel} ${receipt.message}`}`]),
    ...partLines(delivery),
    ...(note === '' ? [] : [`note: ${note}`]),
    ...(help === '' ? [] : [`help: ${help}`]),
    ...(state === 'dead' ? [`replay: herald replay ${id}`] : []),
  ]
  const what = kind === 'message' ? '' : ` ${KINDS[kind]}`
  const head = `${plain(id)}  ${plain(channel)} (${plain(where)})${what}  ${shaded(state, color)}${next}`
  return [head, ...below.map((line, n) => `    ${n < attempts.length ? line : plain(line)}`)]
}

/** What a delivery is that is no message of its own. */
const KINDS: Readonly<Record<Delivery['kind'], string>> = {
  message: 'message',
  digest: 'digest',
  call: 'call below the digest',
  edit: 'edit',
  final: 'last edit of the digest',
  reaction: 'mark',
  file: 'file',
}

/** Its story and its digest. */
function partLines({ kind, follows, digest, state }: Delivery): string[] {
  const held = state === 'held' ? 'held for' : 'folded into'
  return [
    ...(follows === null ? [] : [`follows story of ${follows}`]),
    ...(digest === null ? [] : [`${kind === 'message' ? held : 'of'} the digest ${digest}`]),
  ]
}

function attemptLine(
  { at, ms, outcome, reason, detail }: Delivery['attempts'][number],
  color: boolean,
): string {
  const why = [reason, detail].filter((part) => part !== null && part !== '').join(', ')
  const took = ms === null ? 'under way' : `${ms} ms`
  return `${timeText(at)}  ${shaded(outcome ?? 'unknown', color)}  ${plain(why === '' ? took : `${why}  ${took}`)}`
}
