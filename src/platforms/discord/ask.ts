import type { RequestData } from 'discord.js'

/** What every request of the bot has. */
type Common = Pick<RequestData, 'auth' | 'signal'>

/** A whole answer; null where it has no body (204). */
interface Answered {
  readonly answer: unknown
  readonly status: number | null
}

/** Makes one request in the bot's name. @throws DeliveryError */
export type Ask = (call: (common: Common) => Promise<unknown>) => Promise<Answered>
