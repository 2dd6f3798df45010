import { bareCause } from '../failure.ts'
import { DeliveryError, type Message, type Platform } from '../platform.ts'

/** Keeps a message for the inbox and resolves to its id there. */
export type SaveToInbox = (message: Message, place: string, delivery: string) => Promise<number>

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
      try {
        const id = await save(message, place, delivery)
        return { channel: place, message: String(id) }
      } catch (error) {
        throw new DeliveryError({
          reason: 'server-error',
          outcome: 'unknown',
          detail: 'the inbox could not be written',
          cause: bareCause(error),
        })
      }
    },
    close: () => Promise.resolve(),
  }
}
