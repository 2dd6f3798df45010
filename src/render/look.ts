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
