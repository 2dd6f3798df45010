import type { JobEvent } from '../receive/event.ts'
import type { Card, Severity } from './card.ts'
import type { RenderContext } from './scope.ts'
import { colon, WORDS, type Word } from './words.ts'

interface StateLook {
  readonly template: string
  readonly severity: Severity
  readonly emoji: string
  readonly word: Word
}

const STATES: Readonly<Record<string, StateLook>> = {
  SUCCEED: { template: 'success', severity: 'success', emoji: '✅', word: 'succeeded' },
  ERROR: { template: 'error', severity: 'error', emoji: '❌', word: 'failed' },
  PAUSED: { template: 'paused', severity: 'warning', emoji: '⏸️', word: 'paused' },
  DISCARDED: { template: 'discarded', severity: 'info', emoji: '🗑️', word: 'discarded' },
}

/** What a job state looks like and which template tells it; null for a state Kylin did not have. */
export function lookOfState(state: string): StateLook | null {
  return Object.hasOwn(STATES, state) ? (STATES[state] ?? null) : null
}

/** The plain card without any template: what is sent when a template is missing or fails. */
export function builtInCard(context: RenderContext): Omit<Card, 'footer'> {
  const { event, language } = context
  const look = lookOfState(event.job_state)
  const word = look === null ? event.job_state : WORDS[language][look.word]
  const cause = event.cause === '' ? '' : colon(language) + event.cause
  return {
    summary: `${look?.emoji ?? '❔'} ${event.project} / ${event.job_type} ${word}${cause}`,
    title: '',
    link: null,
    severity: look?.severity ?? 'info',
    body: '',
    fields: [],
    suggestion: '',
    code: '',
    buttons: [],
  }
}

/** The footer's first part without a template. */
export function builtInFooter(event: JobEvent): string {
  return `${event.cluster} · ${event.job_id}`
}
