import type { Target } from './compile.ts'
import { placeFor } from './computed-destination.ts'
import type { Fields } from './event-fields.ts'
import type { Channel, Route } from './rules.ts'

/** The routes of one event, by lane: one message each. */
export type Sent = Map<string, Route>

/**
 * Adds the routes of one rule. Where a lane is served already, only the mentions join.
 * @returns what its trace is to note
 */
export function addRoutes(targets: readonly Target[], fields: Fields, sent: Sent): string[] {
  const notes: string[] = []
  for (const target of targets) {
    const route = routeFor(target, fields, notes)
    if (route === null) continue
    const earlier = sent.get(route.lane)
    if (earlier === undefined) {
      sent.set(route.lane, route)
      continue
    }
    const mentions = new Set([...earlier.mentions, ...route.mentions])
    if (mentions.size > earlier.mentions.length) sent.set(route.lane, { ...earlier, mentions: [...mentions] })
    notes.push(
      earlier.rule === route.rule
        ? `${target.channel.name} is the same place as ${earlier.channel}`
        : `${targets.length > 1 ? `${target.channel.name} ` : ''}already sent by "${earlier.rule}"`,
    )
  }
  return notes
}

function routeFor({ channel, otherwise, route }: Target, fields: Fields, notes: string[]): Route | null {
  if (channel.computed === null) return route
  const { place, refused } = placeFor(channel, channel.computed, fields)
  if (refused === null) {
    const lane = `${channel.account}:${place}`
    notes.push(`${channel.name} → ${lane}`)
    return { ...route, place, lane }
  }
  if (otherwise === null) return null
  notes.push(`${channel.name}: ${refused}, so ${otherwise.name} takes it`)
  const { name, place: known, lane } = otherwise
  return { ...route, ...lookOf(channel, otherwise, route), channel: name, place: known, lane }
}

/** A look that came from the computed channel gives way to that of the channel in its place. */
function lookOf(
  channel: Channel,
  otherwise: Channel,
  route: Route,
): Pick<Route, 'language' | 'template' | 'timezone'> {
  return {
    language: otherwise.language ?? route.language,
    template: (route.template === channel.template ? otherwise.template : null) ?? route.template,
    timezone: otherwise.timezone ?? route.timezone,
  }
}
