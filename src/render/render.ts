import { builtInCard, builtInFooter, lookOfState } from './built-in.ts'
import type { Card, CardButton, CardField } from './card.ts'
import { cleanCode, cleanLine, cleanText } from './clean.ts'
import { head } from './cut.ts'
import { fill, mistakeOf, newBudget, present, type Expression, type Leaf } from './engine.ts'
import { MISSING } from './look.ts'
import { WORDS } from './words.ts'
import { scopeOf, type RenderContext } from './scope.ts'
import type { Template, TemplateButton, TemplateField, Templates, Text } from './template.ts'

/** Twelve times the longest text a stored event holds; to clean so much takes 2 ms. */
const MAX_TEXT = 100_000

/** A card, and why it is the built-in one where a template was missing or failed. */
export interface Rendered {
  readonly card: Card
  readonly problem?: string
}

/**
 * Renders an event by the template of that name, or of the event's state. Pure; never throws: where a template is
 * missing or fails, the card is a plain built-in one. An unknown state without a template is no failure.
 */
export function renderCard(templates: Templates, name: string | null, context: RenderContext): Rendered {
  const wanted = name ?? lookOfState(context.event.job_state)?.template
  if (wanted === undefined) return { card: builtIn(context) }
  const template = templates.get(wanted)
  if (template === undefined) return { card: builtIn(context), problem: `there is no template "${wanted}"` }
  try {
    return { card: cardOf(template, context) }
  } catch (error) {
    return { card: builtIn(context), problem: `template "${wanted}" failed: ${mistakeOf(error).message}` }
  }
}

function builtIn(context: RenderContext): Card {
  const card = builtInCard(context)
  return {
    ...card,
    summary: cleanLine(card.summary),
    footer: footerOf(cleanLine(builtInFooter(context.event)), context),
  }
}

/** The delivery's id always ends it: a message is found again by it. */
function footerOf(text: string, { event, language, delivery }: RenderContext): string {
  const cut = event.cut ? WORDS[language].callback_cut : ''
  return [text, cut, delivery].filter((word) => word !== '').join(' · ')
}

function cardOf(template: Template, context: RenderContext): Card {
  const scope = scopeOf(context)
  const budget = newBudget(scope)
  const write = (leaf: Leaf | undefined): string => {
    const text = leaf === undefined ? '' : fill(leaf, scope, budget)
    return text.length > MAX_TEXT ? head(text, MAX_TEXT) : text
  }
  const pick = (text: Text | undefined): Leaf | undefined => text?.[context.language]
  const line = (text: Text | undefined): string => cleanLine(write(pick(text)))
  const wanted = (when: Expression | null): boolean => when === null || present(when, scope, budget)

  const field = ({ name, value }: TemplateField): CardField => ({
    name: line(name) || MISSING,
    value: cleanText(write(pick(value))) || MISSING,
  })
  const button = ({ text, url, style }: TemplateButton): CardButton | null => {
    const address = webAddress(line(url))
    const label = part(line(text))
    return address === null || label === '' ? null : { text: label, url: address, style }
  }

  const { texts } = template
  const summary = line(texts.summary)
  return {
    summary: summary === '' ? cleanLine(builtInCard(context).summary) : summary,
    title: part(line(texts.title)),
    link: webAddress(line(texts.link)),
    severity: template.severity ?? lookOfState(context.event.job_state)?.severity ?? 'info',
    body: part(cleanText(write(pick(texts.body)))),
    fields: template.fields.filter(({ when }) => wanted(when)).map(field),
    suggestion: part(cleanText(write(pick(texts.suggestion)))),
    code: part(cleanCode(write(pick(texts.code)))),
    buttons: template.buttons
      .filter(({ when }) => wanted(when))
      .map(button)
      .filter((made) => made !== null),
    footer: footerOf(part(line(texts.footer)), context),
  }
}

/** A part that holds nothing but a missing value is not there. */
function part(text: string): string {
  return text === MISSING ? '' : text
}

/** An http(s) address as a browser writes it, or null. */
function webAddress(text: string): string | null {
  if (!/^https?:\/\/\S+$/i.test(text)) return null
  const url = URL.parse(text)
  return url === null || url.username !== '' || url.password !== '' ? null : url.href
}
