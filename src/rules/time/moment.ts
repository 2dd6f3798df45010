import type { Route } from '../rules.ts'
import { momentText } from '../parts/timing.ts'

/** When a message goes: at once, when quiet hours end, with a summary, or never, as its rule wants it in quiet hours. */
export type Moment = 'now' | 'held' | 'digest' | 'lost'

const MOMENT_OF = { quiet: 'held', digest: 'digest', dropped: 'lost' } as const

/** When the message of a route goes. */
export function momentOf({ later }: Route): Moment {
  return later === undefined ? 'now' : MOMENT_OF[later.kind]
}

/** The routes that send something, now or later. */
export function sendingRoutes(routes: readonly Route[]): readonly Route[] {
  return routes.some((route) => momentOf(route) === 'lost')
    ? routes.filter((route) => momentOf(route) !== 'lost')
    : routes
}

/** `ops`, `ops held until 2026-11-23 08:00 UTC`, `ops in the digest of 2026-11-23 09:00 UTC`. */
export function routeText(route: Route): string {
  const { channel, later, timezone } = route
  if (later === undefined) return channel
  if (later.kind === 'dropped') return `${channel} lost on purpose`
  const when = momentText(later.at, timezone)
  return `${channel} ${later.kind === 'quiet' ? 'held until' : 'in the digest of'} ${when}`
}
