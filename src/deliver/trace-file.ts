import type { Message, MessageRef, Receipt } from '../platforms/platform.ts'
import type { JobEvent } from '../receive/event.ts'
import type { PlatformName, Rules } from '../rules/rules.ts'
import type { Claim, NewDelivery } from '../store/store.ts'

/**
 * The delivery that brings the whole stack trace into the thread of a message that was just sent; null where the
 * message shows all of it, the channel wants no files, or its account cannot share them (a webhook).
 */
export function traceFileDelivery(claim: Claim, receipt: Receipt, rules: Rules): NewDelivery | null {
  const { route, event, lane, account, platform, place } = claim
  const channel = rules.channels.get(route.channel)
  const isPost = platform !== 'forward' && route.notice === undefined && route.traceOf === undefined
  if (!isPost || channel?.files !== true || receipt.message === '') return null
  if (rules.accounts.get(channel.account)?.kind === 'webhook' || !goesBeyond(event)) return null
  const { channel: at, message } = receipt
  return {
    // Beside the channel's own lane: a file that fails holds up no message.
    lane: `${lane} files`,
    account,
    platform,
    place,
    gapMs: 0,
    route: { ...route, mentions: [], traceOf: { channel: at, message } },
  }
}

/** The stack trace of an event as a file in the thread of its message. */
export function traceMessage(event: JobEvent, thread: MessageRef, platform: PlatformName): Message {
  const { project, job_type: type, job_state: state, job_id: job } = event
  return {
    platform,
    payload: platform === 'discord' ? { allowed_mentions: { parse: [] } } : {},
    change: { kind: 'reply', to: thread, title: `${project}: ${type} ${state}` },
    file: {
      name: `stacktrace-${job.replaceAll(/[^\w-]/g, '').slice(0, 60)}.txt`,
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
