import { unexpectedAnswer } from '../failure.ts'
import { DeliveryError, type Receipt } from '../platform.ts'
import { type CallOptions, callSlack } from './call.ts'

/** Posts a message, or edits one: both are answered with its ids. @throws DeliveryError */
export async function postOnSlack(
  payload: Readonly<Record<string, unknown>>,
  options: CallOptions,
  method: 'chat.postMessage' | 'chat.update' = 'chat.postMessage',
): Promise<Receipt> {
  return receiptOf(await callSlack(method, bodyOf(payload), options))
}

/**
 * The call's arguments. Nested values are written as JSON here, as the client would write them: it would walk and
 * serialise them once more for a debug line that nobody reads, at 0.04 ms of CPU a send.
 */
function bodyOf(payload: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(payload)) {
    body[name] = typeof value === 'object' && value !== null ? JSON.stringify(value) : value
  }
  return body
}

function receiptOf(answer: object): Receipt {
  const { channel, ts } = answer as { channel?: unknown; ts?: unknown }
  if (typeof channel === 'string' && typeof ts === 'string') return { channel, message: ts }
  throw new DeliveryError(unexpectedAnswer(200, 'without channel and ts'))
}
