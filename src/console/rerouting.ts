import { deliveriesOf } from '../deliver/promise.ts'
import type { Rules } from '../rules/rules.ts'
import type { Reroute, Routing } from '../store/operating.ts'
import type { Store } from '../store/store.ts'
import { inScope, planReroute } from './reroute-plan.ts'
import type { ReplayLine, ReroutePlan } from './reroute-plan.ts'

export interface RerouteOptions {
  readonly store: Pick<Store, 'routing' | 'reroute' | 'replay'>
  /** The rules of now. */
  readonly rules: Rules
  /** The bridge itself posts to its inbox only. */
  readonly toInbox: boolean
  readonly resend: boolean
  readonly dryRun: boolean
  readonly channel: string | undefined
  /** Only an event whose first dead letter was taken: it may have others on other pages. */
  readonly byFirstDead: boolean
}

/** How often an event is looked at again because something else happened to it meanwhile. */
const TRIES = 3

/**
 * Matches one event again and sends it where it has not been. What Herald passes on, tells of itself or adds as a
 * file is no matter of rules: where it is dead, it is replayed as it is.
 * @param taken its deliveries that were asked for
 */
export async function rerouteEvent(
  id: string,
  taken: readonly string[],
  options: RerouteOptions,
): Promise<ReplayLine[]> {
  const { store, resend, dryRun, channel, byFirstDead } = options
  for (let tries = 1; ; tries += 1) {
    const routing = await store.routing(id)
    if (routing === null) return []
    const dead = routing.deliveries.filter(({ state }) => state === 'dead')
    const own = dead.filter(({ id: delivery, kind }) => kind === 'own' && taken.includes(delivery))
    const messages = dead.filter((one) => one.kind === 'message' && inScope(one, channel))
    const isOurs = !byFirstDead || messages.some(({ id: first }, n) => n === 0 && taken.includes(first))
    const skip = !isOurs || routing.isNotice
    const plan = skip ? null : planReroute(routing, offersOf(routing, options), { resend, channel })
    const lines = plan === null ? [] : await carriedOut(plan, routing, options)
    if (lines === null && tries < TRIES) continue
    const replayed = await store.replay(
      own.map((one) => one.id),
      { resend: false, dryRun },
    )
    return [...replayed, ...(lines ?? [changed(id)])]
  }
}

function offersOf({ event }: Routing, { rules, toInbox }: RerouteOptions) {
  return deliveriesOf(rules.match(event), event, rules, toInbox).filter(
    ({ platform }) => platform !== 'forward',
  )
}

/** Null where the event's deliveries were others by then. */
async function carriedOut(
  plan: ReroutePlan,
  routing: Routing,
  { store, rules, dryRun }: RerouteOptions,
): Promise<ReplayLine[] | null> {
  const { revive, close, to } = plan
  const change: Reroute = {
    routing,
    revive,
    close,
    to,
    add: plan.add.map((one) => one.to),
    rules: rules.hash,
  }
  const isChange = revive.length + close.length + plan.add.length > 0
  const made = dryRun || !isChange ? [] : await store.reroute(change)
  return made === null ? null : linesOf(plan, routing, made)
}

function linesOf(plan: ReroutePlan, { event, deliveries }: Routing, made: readonly string[]): ReplayLine[] {
  const about = { event: event.id }
  const channelOf = (id: string): string | null =>
    deliveries.find((one) => one.id === id)?.channels[0] ?? null
  return [
    ...plan.revive.map(({ delivery, as }): ReplayLine => {
      return { delivery, ...about, channel: as.route.channel, did: 'replayed' }
    }),
    ...plan.add.map(({ to, after }, n): ReplayLine => {
      const { channel } = to.route
      const id = made[n]
      if (after === null) return { delivery: id ?? null, ...about, channel, did: 'added' }
      return { delivery: after, ...about, channel, did: 'resent', ...(id === undefined ? {} : { as: id }) }
    }),
    ...plan.close.map((delivery): ReplayLine => {
      return { delivery, ...about, channel: channelOf(delivery), did: 'rerouted', to: plan.to }
    }),
    ...plan.left,
  ]
}

function changed(event: string): ReplayLine {
  return { delivery: null, event, channel: null, did: 'left', why: 'changed' }
}
