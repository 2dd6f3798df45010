import { builtInCard, builtInFooter, lookOfState } from './built-in.ts'
import type { Card } from './card.ts'
import { cleanLine } from './clean.ts'
import { digestOfOne } from './digest-scope.ts'
import { mistakeOf } from './engine.ts'
import { cardOf, footerOf, type Making } from './fill-template.ts'
import { jobEnd } from './job-end.ts'
import { scopeOf, type RenderContext } from './scope.ts'
import { templateFor, type Templates } from './template.ts'
import { WORDS } from './words.ts'

/** A card, and why it is the built-in one where a template was missing or failed. */
export interface Rendered {
  readonly card: Card
  readonly problem?: string
  /** Name of the template that is missing or failed. */
  readonly failed?: string
}

/**
 * Renders an event by the template of that name, or of the event's state; a team's own comes first. Pure; never
 * throws: where a template is missing or fails, the card is a plain built-in one. An unknown state without a template is
 * no failure. The template of a digest shows a digest of this event alone.
 */
export function renderCard(templates: Templates, name: string | null, context: RenderContext): Rendered {
  const wanted = name ?? lookOfState(context.event.job_state)?.template
  if (wanted === undefined) return { card: builtIn(context) }
  const template = templateFor(templates, wanted, context.team)
  const instead = (problem: string): Rendered => ({ card: builtIn(context), problem, failed: wanted })
  if (template === undefined) return instead(`there is no template "${wanted}"`)
  try {
    return { card: cardOf(template, template.of === 'digest' ? digestOfOne(context) : makingOf(context)) }
  } catch (error) {
    return instead(`template "${wanted}" failed: ${mistakeOf(error).message}`)
  }
}

function builtIn(context: RenderContext): Card {
  const card = builtInCard(context)
  return {
    ...card,
    summary: cleanLine(card.summary),
    footer: footerOf(cleanLine(builtInFooter(context.event)), footerEnd(context)),
  }
}

function makingOf(context: RenderContext): Making {
  return {
    scope: scopeOf(context),
    language: context.language,
    summary: builtInCard(context).summary,
    severity: lookOfState(context.event.job_state)?.severity ?? 'info',
    footerEnd: footerEnd(context),
    at: jobEnd(context.event),
  }
}

function footerEnd({ event, language, delivery }: RenderContext): readonly string[] {
  return [event.cut ? WORDS[language].callback_cut : '', delivery]
}
