import { unexpectedAnswer } from '../failure.ts'
import { DeliveryError, type Receipt } from '../platform.ts'

/**
 * The ids in Discord's answer to a new message.
 * @param place the channel, where the answer names none
 * @throws DeliveryError when it holds no message id
 */
export function receiptOf(answer: unknown, place: string, status: number | null): Receipt {
  const { id, channel_id: channel = place } = (answer ?? {}) as { id?: unknown; channel_id?: unknown }
  if (typeof id === 'string' && typeof channel === 'string') return { channel, message: id }
  throw new DeliveryError(unexpectedAnswer(status ?? 0, 'without a message id'))
}
