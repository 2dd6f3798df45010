import type { Change, DeliveryError } from '../platform.ts'
import { byCode, type Refusal } from '../refusal.ts'
import { refusalOf, webhookRefusalOf } from './refusals.ts'

const NO = { outcome: 'not-sent' } as const

/** What a code means of the message that is to be changed. Source: Discord's page "Opcodes and Status Codes". */
const OF_MESSAGES = byCode([
  { ...NO, reason: 'no-such-message', codes: '10008' },
  // 50005: of another author, 160002: replies need "Read Message History".
  { ...NO, reason: 'message-closed', codes: '50083 160005 50005 160002' },
])

/** An edit and a mark go to where their message is: with its channel or thread it is gone too. */
const IN_PLACE = byCode([{ ...NO, reason: 'no-such-message', codes: '10003' }])

const OF_MARKS = byCode([
  {
    ...NO,
    reason: 'forbidden',
    codes: '50013 50001',
    help: 'Give the bot "Add Reactions" and "Read Message History" in channel {place}: until then messages are not marked.',
  },
  { ...NO, reason: 'forbidden', codes: '30010 90001 10014' },
])

/** The meaning of an error code to a change, of a bot or of a webhook. */
export function changeRefusalOf({ kind }: Change, by: 'bot' | 'webhook' = 'bot') {
  const otherwise = by === 'bot' ? refusalOf : webhookRefusalOf
  return (status: number, code: number): Refusal => {
    const known = String(code)
    const ofMark = kind === 'reaction' ? OF_MARKS.get(known) : undefined
    const inPlace = kind === 'reply' ? undefined : IN_PLACE.get(known)
    return ofMark ?? inPlace ?? OF_MESSAGES.get(known) ?? otherwise(status, code)
  }
}

/** The code in a refusal of Discord; 0 where there is none. */
export function codeOf({ detail }: DeliveryError): number {
  return Number(/, code (\d+)/.exec(detail)?.[1] ?? 0)
}

/** What Discord says of a reference to a message that is gone. */
export const GONE_REFERENCE = 'REPLIES_UNKNOWN_MESSAGE'
