import type { Language } from '../rules/rules.ts'
import type { Moment } from './card.ts'

/** How a template's values are written: for whom, where, and when. */
export interface TextLook {
  readonly language: Language
  /** IANA zone; UTC where the machine does not know it. */
  readonly timezone: string
  /** ms since the epoch; what `ago` counts from. */
  readonly now: number
  /** Where `time` and `ago` note what they told; one card's own. */
  readonly moments?: (Moment & { readonly text: string })[]
}

/** What stands where a value is missing. */
export const MISSING = '—'

/** Where the look stands in a scope: no template can name a symbol. */
export const LOOK = Symbol('look')

/** The variables of one card. Has no prototype, so that no name but a variable's is found in it. */
export interface Scope {
  readonly [LOOK]: TextLook
  readonly [name: string]: unknown
}
