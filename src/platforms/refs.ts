import { type Change, DeliveryError, type MessageRef } from './platform.ts'

/** The message that a change is about. */
export function refOf(change: Change): MessageRef {
  if (change.kind === 'reply') return change.to
  return change.kind === 'edit' ? change.of : change.on
}

/** Refuses a message whose ids cannot be this platform's (a dry run's, a webhook's '') before any request. */
export function mustBeRef({ channel, message }: MessageRef, channels: RegExp, messages: RegExp): void {
  if (channels.test(channel) && messages.test(message)) return
  throw new DeliveryError({
    reason: 'no-such-message',
    outcome: 'not-sent',
    detail: 'its ids are not of this platform',
  })
}

/** What an account that cannot do it answers, should it be asked all the same. */
export function cannotChange(kind: Change['kind']): DeliveryError {
  const detail = `a webhook makes no ${kind}`
  return new DeliveryError({ reason: 'message-closed', outcome: 'not-sent', detail })
}
