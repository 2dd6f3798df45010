import type { JobEvent } from '../receive/event.ts'
import { renderCard, type Rendered } from '../render/render.ts'
import type { RenderContext } from '../render/scope.ts'
import type { Templates } from '../render/template.ts'
import type { Route, Rules } from '../rules/rules.ts'
import { linksOf, modelName } from './links.ts'

/** The rules and templates in force. */
export interface Looks {
  readonly rules: Rules
  readonly templates: Templates
}

/** One message's circumstances. */
export interface Telling {
  readonly event: JobEvent
  /** How it looks. */
  readonly route: Pick<Route, 'template' | 'language' | 'timezone' | 'team'>
  /** The delivery's id. */
  readonly delivery: string
  readonly toldBefore: boolean
  /** ms since the epoch. */
  readonly now: number
}

/** The card of a route, with the model and the links that its cluster gives. Pure. */
export function routeCard(telling: Telling, looks: Looks): Rendered {
  return renderCard(looks.templates, telling.route.template, contextOf(telling, looks))
}

/** What the card of a route is made of. */
export function contextOf({ event, route, ...rest }: Telling, { rules }: Looks): RenderContext {
  const { language, timezone, team } = route
  const cluster = rules.clusters.get(event.cluster) ?? null
  const model = modelName(event, cluster)
  return {
    ...rest,
    event,
    language,
    timezone,
    links: linksOf(event, cluster),
    ...(model === null ? {} : { model }),
    ...(team === undefined ? {} : { team }),
  }
}
