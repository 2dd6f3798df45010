import type { LeftAlone, Reroute, RoutedDelivery, Routing } from '../store/operating.ts'
import type { NewDelivery } from '../store/accepting.ts'

/** What is done about one delivery, in the words of `replay --json`. */
export interface ReplayLine {
  /** Null for one that is only to be made. */
  readonly delivery: string | null
  readonly event: string | null
  readonly channel: string | null
  /**
   * replayed: the dead letter waits again. resent: another like it waits. added: one waits that there was not.
   * rerouted: others took the place of a dead letter.
   */
  readonly did: 'replayed' | 'resent' | 'added' | 'rerouted' | 'left'
  /** nowhere: the rules of now send its event nowhere. changed: something else happened to it just then. */
  readonly why?: LeftAlone | 'nowhere' | 'changed'
  /** The delivery that was made; only of what was resent. */
  readonly as?: string
  /** The channels that took its place; only of what was rerouted. */
  readonly to?: readonly string[]
}

export interface PlanOptions {
  readonly resend: boolean
  /** Only what is or goes there; a dead letter that is there goes wherever the rules say. */
  readonly channel: string | undefined
}

export interface ReroutePlan extends Pick<Reroute, 'revive' | 'close' | 'to'> {
  /** What is made, and for a message that is sent again the delivery that was sent. */
  readonly add: readonly { readonly to: NewDelivery; readonly after: string | null }[]
  readonly left: readonly ReplayLine[]
}

/**
 * What other rules make of an event's deliveries. A channel that has its message gets no other, under whatever name
 * or place; a dead letter for a channel that is still named goes on itself, and what is new takes the place of the rest.
 * @param offers what the rules of now would send
 */
export function planReroute(
  { event, deliveries }: Pick<Routing, 'event' | 'deliveries'>,
  offers: readonly NewDelivery[],
  { resend, channel }: PlanOptions,
): ReroutePlan {
  const messages = deliveries.filter(({ kind }) => kind === 'message')
  const dead = messages.filter((one) => one.state === 'dead' && inScope(one, channel))
  const wanted =
    channel === undefined || dead.length > 0
      ? offers
      : offers.filter(({ route }) => route.channel === channel)
  const revive: { delivery: string; as: NewDelivery }[] = []
  const add: { to: NewDelivery; after: string | null }[] = []
  const left: ReplayLine[] = []
  const revived = new Set<string>()
  for (const offer of wanted) {
    const there = messages.filter((one) => isFor(one, offer))
    const told = there.filter(({ state, rerouted }) => state !== 'dead' && !rerouted)
    const last = told.findLast(({ state }) => state !== 'sent') ?? told.at(-1)
    if (last !== undefined) {
      if (last.state === 'sent' && resend) add.push({ to: offer, after: last.id })
      else left.push(...leftLine(last, event.id, offer))
      continue
    }
    const letter = there.find(({ id, state }) => state === 'dead' && !revived.has(id))
    if (letter === undefined) {
      add.push({ to: offer, after: null })
    } else {
      revived.add(letter.id)
      revive.push({ delivery: letter.id, as: offer })
    }
  }
  const rest = dead.filter(({ id }) => !revived.has(id))
  if (wanted.length > 0)
    return {
      revive,
      add,
      left,
      close: rest.map(({ id }) => id),
      to: wanted.map(({ route }) => route.channel),
    }
  const nowhere = rest.map(({ id, channels }): ReplayLine => {
    return { delivery: id, event: event.id, channel: channels[0] ?? null, did: 'left', why: 'nowhere' }
  })
  return { revive, add, left: nowhere, close: [], to: [] }
}

/** Whether a delivery is, or first was, for the channel. */
export function inScope({ channels }: RoutedDelivery, channel: string | undefined): boolean {
  return channel === undefined || channels.includes(channel)
}

function isFor({ channels, lanes }: RoutedDelivery, { lane, route }: NewDelivery): boolean {
  return channels.includes(route.channel) || lanes.includes(lane)
}

function leftLine({ id, state }: RoutedDelivery, event: string, { route }: NewDelivery): ReplayLine[] {
  return state === 'dead' ? [] : [{ delivery: id, event, channel: route.channel, did: 'left', why: state }]
}
