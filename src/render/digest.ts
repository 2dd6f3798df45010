import type { Language } from '../rules/rules.ts'
import type { Tally } from './tally.ts'

/** Why many messages became one: beyond a limit, held through quiet hours, or collected by the clock. */
type DigestKind = 'storm' | 'quiet' | 'digest'

/** What a digest's card is made of, beside its template. */
export interface DigestContext {
  readonly what: DigestKind
  readonly tally: Tally
  /** True when nothing more will join it. */
  readonly ended: boolean
  readonly language: Language
  /** IANA zone of the channel. */
  readonly timezone: string
  /** The delivery's id, which ends the footer. */
  readonly delivery: string
  /** ms since the epoch; what `ago` counts from. */
  readonly now: number
  /** Whose own templates come before the shared ones. */
  readonly team?: string
  /** The time that it covers, ms since the epoch, where a clock sets it. */
  readonly since?: number
  readonly until?: number
  /** False where its channel gets no list of the single messages; true where none is said. */
  readonly details?: boolean
}
