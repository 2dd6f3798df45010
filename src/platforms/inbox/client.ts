import { bareCause } from '../failure.ts'
import { type Change, DeliveryError, type Message, type Platform } from '../platform.ts'
import { refOf } from '../refs.ts'

/** Keeps a message for the inbox, or what it changes, and resolves to its id there; null where that is gone. */
export type SaveToInbox = (
  message: Message,
  place: string,
  delivery: string,
  target: number | null,
) => Promise<number | null>

export interface InboxOptions {
  readonly save: SaveToInbox
}

/**
 * The local chat page. A message keeps the platform it was made for, so that a dry run gives it the messages of
 * Slack and Discord and the page draws each as it would look there.
 */
export function inboxPlatform({ save }: InboxOptions): Platform {
  return {
    name: 'inbox',
    async send(message, place, delivery, signal) {
      if (signal.aborted) {
        throw new DeliveryError({ reason: 'timeout', outcome: 'not-sent', detail: 'no time left' })
      }
      const target = message.change === undefined ? null : targetOf(message.change)
      const id = await saved(() => save(message, place, delivery, target))
      if (id === null) throw gone()
      return { channel: place, message: String(id) }
    },
    close: () => Promise.resolve(),
  }
}

/** The inbox's own id of the message to reply to, to edit or to mark. */
function targetOf(change: Change): number {
  const { message } = refOf(change)
  if (!/^\d{1,15}$/.test(message)) throw gone()
  return Number(message)
}

function gone(): DeliveryError {
  const detail = 'the inbox has no such message'
  return new DeliveryError({ reason: 'no-such-message', outcome: 'not-sent', detail })
}

async function saved<T>(save: () => Promise<T>): Promise<T> {
  try {
    return await save()
  } catch (error) {
    throw new DeliveryError({
      reason: 'server-error',
      outcome: 'unknown',
      detail: 'the inbox could not be written',
      cause: bareCause(error),
    })
  }
}
