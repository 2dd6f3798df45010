import { byCode, type Refusal } from '../refusal.ts'

const NO = { outcome: 'not-sent' } as const

/** What each `code` of a Discord error means. Source of the codes: Discord's page "Opcodes and Status Codes". */
const REFUSALS = byCode([
  {
    ...NO,
    reason: 'no-such-place',
    codes: '10003 10004 10015',
    help: 'Check the channel id {place} in rules.yaml: Discord knows no such channel, or it was deleted.',
  },
  {
    ...NO,
    reason: 'no-such-place',
    codes: '10008',
    help: 'The message it repeats or belongs to was deleted in Discord; replay it to post it anew.',
  },
  {
    ...NO,
    reason: 'no-such-place',
    codes: '50024 220001 220002 220003 220004',
    help: 'Channel {place} takes no plain messages (a category, voice or forum channel): name a text channel or a thread.',
  },
  {
    ...NO,
    reason: 'not-in-channel',
    codes: '50001 40007 50278',
    help: 'Add the bot to the server and give it "View Channel" in channel {place}.',
  },
  {
    ...NO,
    reason: 'forbidden',
    codes: '50013 40001',
    help: 'Give the bot "Send Messages" and "Embed Links" in channel {place} ("Send Messages in Threads" for a thread).',
  },
  {
    ...NO,
    reason: 'forbidden',
    codes: '50083 160005 160006',
    help: 'The thread {place} is closed: unlock it, or name its channel in rules.yaml.',
  },
  {
    ...NO,
    reason: 'forbidden',
    codes: '30007 30058 40002',
    help: 'A limit of the server or of the bot’s account stands in the way: ask an admin of the server.',
  },
  {
    ...NO,
    reason: 'bad-credentials',
    codes: '50014 50027',
    help: 'Set {secret} to the token from the application’s page "Bot".',
  },
  { ...NO, reason: 'too-big', codes: '40005 50045' },
  { ...NO, reason: 'malformed', codes: '50006 50035 50109 30015' },
  {
    ...NO,
    reason: 'malformed',
    codes: '200000 200001 240000',
    help: 'AutoMod blocked the text: exempt the bot’s role from the rule in the server’s settings.',
  },
  { ...NO, reason: 'rate-limited', codes: '20016 20028 20029 30046 40062' },
  { ...NO, reason: 'server-error', codes: '40004 40006 130000' },
  {
    ...NO,
    reason: 'unreachable',
    codes: '40333',
    help: 'Cloudflare, in front of Discord, refuses requests from this network.',
  },
])

/** What a status means where its code says nothing to us, by a code that means the same. */
const CODE_OF_STATUS: Readonly<Record<number, string>> = { 400: '50035', 403: '50013', 404: '10003' }

/** The meaning of an error code; of its status where nobody has told us of the code. */
export function refusalOf(status: number, code: number): Refusal {
  const known = status === 401 ? '50014' : String(code)
  const unknown: Refusal = { reason: 'unexpected-answer', outcome: 'not-sent' }
  return REFUSALS.get(known) ?? REFUSALS.get(CODE_OF_STATUS[status] ?? '') ?? unknown
}

/** What differs for a webhook, whose URL says where and is its credentials. */
const WEBHOOK_REFUSALS = byCode([
  {
    ...NO,
    reason: 'bad-credentials',
    codes: '10015 50027',
    help: 'The webhook was removed or its URL is wrong: make a new one in Discord and put its URL into {secret}.',
  },
  {
    ...NO,
    reason: 'no-such-place',
    codes: '10003 10004',
    help: 'The channel or thread of the webhook in {secret} was deleted: make a webhook for another.',
  },
  {
    ...NO,
    reason: 'no-such-place',
    codes: '220001 220002 220003 220004',
    help: 'The channel of the webhook in {secret} is a forum: add ?thread_id=<id of a thread> to its URL.',
  },
])
const NO_SUCH_WEBHOOK = '10015'

/** The meaning of an error code to a webhook. */
export function webhookRefusalOf(status: number, code: number): Refusal {
  const gone = status === 401 || (status === 404 && code === 0)
  return WEBHOOK_REFUSALS.get(gone ? NO_SUCH_WEBHOOK : String(code)) ?? refusalOf(status, code)
}
