import { fieldOf, type JobEvent } from '../receive/event.ts'
import type { Language } from '../rules/rules.ts'
import { LOOK, type Scope } from './look.ts'
import { WORDS } from './words.ts'

/** What a card is made of, beside its template. */
export interface RenderContext {
  readonly event: JobEvent
  readonly language: Language
  /** IANA zone of the channel. */
  readonly timezone: string
  /** The delivery's id, which ends the footer. */
  readonly delivery: string
  /** True when the same state of the same job was told already. */
  readonly toldBefore: boolean
  /** ms since the epoch; what `ago` counts from. */
  readonly now: number
  /** Whose own templates come before the shared ones. */
  readonly team?: string
  /** The model's name, where it is known. */
  readonly model?: string
  /** Addresses in Kylin's own pages, where they are known. */
  readonly links?: { readonly job: string | null; readonly model: string | null }
}

const COMPUTED = ['cluster', 'cause', 'excerpt', 'rows', 'data_from', 'data_to', 'housekeeping'] as const

/** The variables a template sees: the callback's fields by their names, the computed ones, and ours. */
export function scopeOf(context: RenderContext): Scope {
  const { event } = context
  const scope: Record<string | symbol, unknown> = Object.assign(Object.create(null), event.fields)
  for (const name of COMPUTED) scope[name] = fieldOf(event, name)
  scope['fields'] = event.fields
  scope['cut'] = event.cut
  scope['t'] = WORDS[context.language]
  scope['model'] = context.model
  scope['links'] = context.links ?? { job: null, model: null }
  scope['delivery'] = context.delivery
  scope['told_before'] = context.toldBefore
  scope[LOOK] = {
    language: context.language,
    timezone: context.timezone,
    now: context.now,
    moments: [],
  }
  return scope as unknown as Scope
}
