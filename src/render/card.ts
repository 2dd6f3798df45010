import type { NativePart, NativePlatform } from './native.ts'

export const SEVERITIES = ['error', 'warning', 'success', 'info'] as const
export type Severity = (typeof SEVERITIES)[number]

/** A point in time that a text tells, which a platform can tell in its reader's own zone and language. */
export interface Moment {
  /** ms since the epoch. */
  readonly at: number
  readonly style: 'time' | 'ago'
}

export interface CardField {
  readonly name: string
  readonly value: string
  /** Set where the value tells this moment and nothing else. */
  readonly moment?: Moment
  /** Set where it stands for so many fields that `$each` left out. */
  readonly more?: number
}

export interface CardButton {
  readonly text: string
  /** Always http(s). */
  readonly url: string
  readonly style: 'default' | 'primary' | 'danger'
}

/**
 * A rendered message, platform-neutral. Every text is plain: it may hold anything a callback held, and each
 * platform's renderer escapes it. An empty text means "not there".
 */
export interface Card {
  /** The notification line. Never empty. */
  readonly summary: string
  readonly title: string
  /** http(s) address of the title, or null. */
  readonly link: string | null
  readonly severity: Severity
  readonly body: string
  readonly fields: readonly CardField[]
  /** What Kylin suggests to do. */
  readonly suggestion: string
  /** Shown as it is, in a fixed-width block. */
  readonly code: string
  readonly buttons: readonly CardButton[]
  /** Ends with the delivery's id, by which a message is found again. */
  readonly footer: string
  /** When the job ended, ms since the epoch. */
  readonly at?: number
  /** What the template wants to show in a platform's own shape instead of the parts above. */
  readonly native?: Readonly<Partial<Record<NativePlatform, NativePart>>>
}
