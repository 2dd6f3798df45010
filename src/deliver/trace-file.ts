import type { Message, MessageRef } from '../platforms/platform.ts'
import type { JobEvent } from '../receive/event.ts'
import { membersFile } from '../render/members-file.ts'
import type { PlatformName, Route, Rules } from '../rules/rules.ts'
import type { Claim, ClaimedDigest } from '../store/claimed.ts'
import type { NewDelivery } from '../store/accepting.ts'

/**
 * The delivery that brings the whole stack trace into the thread of a message that was just sent; null where the
 * message shows all of it, the channel wants no files, or its account cannot share them (a webhook).
 */
export function traceFileDelivery(claim: Claim, thread: MessageRef, rules: Rules): NewDelivery | null {
  const { route, event, platform } = claim
  const isPost = platform !== 'forward' && route.notice === undefined && route.traceOf === undefined
  return isPost && goesBeyond(event) ? fileDelivery(claim, thread, rules) : null
}

/** The delivery that brings the list of a digest's messages into its thread; null where the channel gets no files. */
export function membersFileDelivery(claim: Claim, thread: MessageRef, rules: Rules): NewDelivery | null {
  const { digest } = claim
  const file = digest === null ? null : fileDelivery(claim, thread, rules)
  return file === null || digest === null ? null : { ...file, ofDigest: digest.id }
}

function fileDelivery(claim: Claim, thread: MessageRef, rules: Rules): NewDelivery | null {
  const { route, account, platform } = claim
  const channel = rules.channels.get(route.channel)
  if (channel?.files !== true || thread.message === '') return null
  if (rules.accounts.get(channel.account)?.kind === 'webhook') return null
  return {
    // Beside the channel's own lane: a file that fails holds up no message.
    lane: `${platform === 'inbox' ? 'inbox:' : ''}${route.lane} files`,
    account,
    platform,
    place: route.place,
    gapMs: 0,
    kind: 'file',
    route: { ...route, mentions: [], traceOf: thread },
  }
}

/** The list of a digest's messages as a file in its thread. */
export function membersMessage(
  { tally, members }: ClaimedDigest,
  { traceOf: thread, language, timezone }: Route,
  platform: PlatformName,
): Message {
  const to = thread ?? { channel: '', message: '' }
  return {
    platform,
    payload: payloadOn(platform),
    change: { kind: 'reply', to, title: `${tally.count}` },
    file: membersFile(members, tally.count, language, timezone),
  }
}

function payloadOn(platform: PlatformName): Message['payload'] {
  return platform === 'discord' ? { allowed_mentions: { parse: [] } } : {}
}

/** The stack trace of an event as a file in the thread of its message. */
export function traceMessage(
  { event, delivery }: Pick<Claim, 'event' | 'delivery'>,
  thread: MessageRef,
  platform: PlatformName,
): Message {
  const { project, job_type: type, job_state: state, job_id: job } = event
  return {
    platform,
    payload: payloadOn(platform),
    change: { kind: 'reply', to: thread, title: `${project}: ${type} ${state}` },
    file: {
      // By its name it is found again, and a job may fail several times in one thread.
      name: `stacktrace-${job.replaceAll(/[^\w-]/g, '').slice(0, 60)}-${delivery}.txt`,
      text: traceOf(event),
    },
  }
}

/** Both platforms show an excerpt of so many characters whole; a longer one may be cut to their limits. */
const SHOWN_WHOLE = 1_500

/** Whether there is more to read than the message shows of the excerpt. */
function goesBeyond(event: JobEvent): boolean {
  const { length } = traceOf(event).trim()
  return length > Math.min(event.excerpt.trim().length, SHOWN_WHOLE)
}

function traceOf({ fields }: JobEvent): string {
  const trace = Object.hasOwn(fields, 'stacktrace') ? fields['stacktrace'] : ''
  return typeof trace === 'string' ? trace : ''
}
