import type { Language } from '../rules/rules.ts'
import { lookOfState } from './built-in.ts'
import type { Card, Severity } from './card.ts'
import { cleanLine } from './clean.ts'
import { durationText } from './dates.ts'
import { footerOf } from './fill-template.ts'
import { jobEnd } from './job-end.ts'
import type { RenderContext } from './scope.ts'
import { shortLine } from './tally-texts.ts'
import { bracketed, WORDS, type Word } from './words.ts'

/** What a job came to after its story began. */
export interface Truth {
  /** Its state now, e.g. SUCCEED. */
  readonly state: string
  /** How long after the first message's event, ms. */
  readonly afterMs: number
  readonly language: Language
}

const TOLD: Readonly<Record<string, { readonly word: Word; readonly severity: Severity }>> = {
  SUCCEED: { word: 'recovered', severity: 'success' },
  ERROR: { word: 'failed_again', severity: 'error' },
  PAUSED: { word: 'paused_after', severity: 'warning' },
  DISCARDED: { word: 'discarded_after', severity: 'info' },
}
/** UTF-16 units; what else the footer says fits beside it on either platform. */
const OLD_TITLE = 150
/** The mark that a line of ours begins with. */
const MARK = /^[\p{Extended_Pictographic}\ufe0f\u200d]+\s*/u

/**
 * A story's first message as it is edited to what is true now: `✅ recovered after 42m` before its line and as its
 * title, in the colour of that; the old title goes to the footer, whose end stays. Facts, trace and links stay. Unless
 * the job failed again, its failure calls for nothing any more: no suggestion, no red button, and no native part, which
 * would still say that it failed. A card of one line stays one.
 */
export function storyCard(card: Card, truth: Truth): Card {
  const { state, language } = truth
  const told = truthLine(truth)
  const was = card.title === '' ? '' : `${WORDS[language].was} ${shortLine(card.title, OLD_TITLE)}`
  const edited: Card = {
    ...card,
    summary: `${told} · ${card.summary.replace(MARK, '')}`,
    title: card.title === '' ? '' : told,
    severity: severityOf(state),
    footer: footerOf(was, [card.footer]),
  }
  if (state === 'ERROR') return edited
  const { native: _, ...rest } = edited
  return {
    ...rest,
    suggestion: '',
    buttons: card.buttons.map((button) =>
      button.style === 'danger' ? { ...button, style: 'default' } : button,
    ),
  }
}

/** A reply of one line that a job recovered: `✅ recovered after 42m · sales_eu / orders INDEX_BUILD`. Pure, never throws. */
export function recoveredCard(context: RenderContext, afterMs: number): Card {
  const { event, language, model, delivery, toldBefore } = context
  const job = model === undefined ? event.job_type : `${model} ${event.job_type}`
  const before = toldBefore ? bracketed(WORDS[language].told_before, language) : ''
  const told = truthLine({ state: 'SUCCEED', afterMs, language })
  return {
    summary: `${told} · ${cleanLine(`${event.project} / ${job}`)}${before}`,
    title: '',
    link: null,
    severity: 'success',
    body: '',
    fields: [],
    suggestion: '',
    code: '',
    buttons: [],
    footer: delivery,
    at: jobEnd(event),
  }
}

function truthLine({ state, afterMs, language }: Truth): string {
  const emoji = lookOfState(state)?.emoji ?? '❔'
  const time = durationText(Number.isFinite(afterMs) ? Math.max(0, afterMs) : 0, language)
  const word = Object.hasOwn(TOLD, state) ? TOLD[state]?.word : undefined
  return word === undefined
    ? `${emoji} ${cleanLine(state)}`
    : `${emoji} ${WORDS[language][word].replace('{time}', time)}`
}

function severityOf(state: string): Severity {
  return (Object.hasOwn(TOLD, state) ? TOLD[state]?.severity : undefined) ?? 'info'
}
