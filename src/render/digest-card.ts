import { headlineOf, severityOfTally } from './digest-texts.ts'
import type { Card } from './card.ts'
import { cleanCode } from './clean.ts'
import { digestMaking } from './digest-scope.ts'
import type { DigestContext } from './digest.ts'
import { mistakeOf } from './engine.ts'
import { cardOf, footerOf } from './fill-template.ts'
import type { Rendered } from './render.ts'
import { tallyTable } from './tally-table.ts'
import { templateFor, type Templates } from './template.ts'

/** The template of a digest that names no other. */
const SHIPPED = 'digest'

/**
 * Renders a digest by the template of that name, or `digest`; a team's own comes first. Pure; never throws: where the
 * template is missing, fails, or tells of one event, the card is a plain built-in one.
 */
export function digestCard(
  options: DigestContext & { readonly templates: Templates; readonly template?: string },
): Rendered {
  const { templates, template: wanted = SHIPPED, ...context } = options
  const template = templateFor(templates, wanted, context.team)
  const instead = (problem: string): Rendered => ({ card: builtInCard(context), problem, failed: wanted })
  if (template === undefined) return instead(`there is no template "${wanted}"`)
  if (template.of !== 'digest')
    return instead(`template "${wanted}" is for one event: a digest's is called digest or digest-…`)
  try {
    return { card: cardOf(template, digestMaking(context)) }
  } catch (error) {
    return instead(`template "${wanted}" failed: ${mistakeOf(error).message}`)
  }
}

function builtInCard(context: DigestContext): Card {
  const { tally, language, delivery } = context
  return {
    summary: headlineOf(context),
    title: '',
    link: null,
    severity: severityOfTally(tally),
    body: '',
    fields: [],
    suggestion: '',
    code: cleanCode(tallyTable(tally, language)),
    buttons: [],
    footer: footerOf('', [delivery]),
    at: tally.last,
  }
}
