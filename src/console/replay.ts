import type { Rules } from '../rules/rules.ts'
import type { Store } from '../store/store.ts'
import { replayCursor, type ReplayRequest } from './replay-request.ts'
import type { ReplayLine } from './reroute-plan.ts'
import { rerouteEvent } from './rerouting.ts'

/** What a replay works with. */
export interface ReplaySource {
  readonly store: Pick<Store, 'deliveries' | 'deadLetters' | 'range' | 'replay' | 'routing' | 'reroute'>
  /** The rules in force. */
  readonly rules: () => Rules
  /** The bridge itself posts to its inbox only. */
  readonly toInbox: boolean
}

/** What one request did. */
export interface ReplayAnswer {
  readonly results: readonly ReplayLine[]
  /** What `after` has to be for the next; null when all is done. */
  readonly next: string | null
  /** How many dead letters there were, in the first answer about all of them; at most 10,000. */
  readonly total: number | null
}

interface Taken {
  readonly event: string
  readonly deliveries: readonly string[]
}

/** Replays what was asked for, one bounded part of it, oldest first. */
export async function replayPart(asked: ReplayRequest, source: ReplaySource): Promise<ReplayAnswer> {
  const { store } = source
  if (asked.ids !== null) {
    const results = asked.reroute
      ? await rerouteIds(asked.ids, asked, source)
      : await store.replay(asked.ids, asked)
    return { results, next: null, total: null }
  }
  const { dead, channel, since, until, after } = asked
  const counts = dead && after === undefined && channel === undefined && since === 0
  const total = counts ? await store.deadLetters() : null
  const page = await store.range({
    dead,
    since,
    until,
    ...(channel === undefined ? {} : { channel }),
    ...(after === undefined ? {} : { after }),
  })
  const results = asked.reroute
    ? await rerouted(page.taken, asked, source)
    : await store.replay(
        page.taken.flatMap(({ deliveries }) => deliveries),
        asked,
      )
  return { results, next: page.next === null ? null : replayCursor(asked, page.next), total }
}

async function rerouteIds(
  ids: readonly string[],
  asked: ReplayRequest,
  source: ReplaySource,
): Promise<ReplayLine[]> {
  const { deliveries } = await source.store.deliveries({ ids })
  const known = new Set(deliveries.map(({ id }) => id))
  const unknown = [...new Set(ids)].filter((id) => !known.has(id))
  const byEvent = Map.groupBy(deliveries.toReversed(), ({ event }) => event)
  const taken = [...byEvent].map(([event, some]) => ({ event, deliveries: some.map(({ id }) => id) }))
  return [
    ...(await rerouted(taken, asked, source)),
    ...unknown.map((delivery): ReplayLine => {
      return { delivery, event: null, channel: null, did: 'left', why: 'no-such-delivery' }
    }),
  ]
}

async function rerouted(
  taken: readonly Taken[],
  { resend, dryRun, channel, dead }: ReplayRequest,
  { store, rules, toInbox }: ReplaySource,
): Promise<ReplayLine[]> {
  const options = { store, rules: rules(), toInbox, resend, dryRun, channel, byFirstDead: dead }
  const lines: ReplayLine[] = []
  for (const { event, deliveries } of taken) lines.push(...(await rerouteEvent(event, deliveries, options)))
  return lines
}
