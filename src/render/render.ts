import { builtInCard, builtInFooter, lookOfState } from './built-in.ts'
import type { Card, CardButton, CardField } from './card.ts'
import { cleanCode, cleanLine, cleanText } from './clean.ts'
import { head } from './cut.ts'
import { webAddress } from './address.ts'
import { fill, mistakeOf, newBudget, type Leaf } from './engine.ts'
import type { Text } from './leaves.ts'
import { MAX_TEXT } from './liquid.ts'
import { LOOK, MISSING, type Scope } from './look.ts'
import { renderNative } from './native-render.ts'
import { secondOf } from './native-value.ts'
import type { NativePart, NativePlatform } from './native.ts'
import { repeatsOf } from './repeat.ts'
import { WORDS } from './words.ts'
import { scopeOf, type RenderContext } from './scope.ts'
import type { Template, TemplateButton, TemplateField, Templates } from './template.ts'

/** A card, and why it is the built-in one where a template was missing or failed. */
export interface Rendered {
  readonly card: Card
  readonly problem?: string
  /** Name of the template that is missing or failed. */
  readonly failed?: string
}

/**
 * Renders an event by the template of that name, or of the event's state; a team's own comes first. Pure; never throws: where a template is
 * missing or fails, the card is a plain built-in one. An unknown state without a template is no failure.
 */
export function renderCard(templates: Templates, name: string | null, context: RenderContext): Rendered {
  const wanted = name ?? lookOfState(context.event.job_state)?.template
  if (wanted === undefined) return { card: builtIn(context) }
  const own = context.team === undefined ? undefined : templates.get(`${context.team}/${wanted}`)
  const template = own ?? templates.get(wanted)
  const instead = (problem: string): Rendered => ({ card: builtIn(context), problem, failed: wanted })
  if (template === undefined) return instead(`there is no template "${wanted}"`)
  try {
    return { card: cardOf(template, context) }
  } catch (error) {
    return instead(`template "${wanted}" failed: ${mistakeOf(error).message}`)
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
  const { language } = context
  const scope = scopeOf(context)
  const budget = newBudget(scope)
  const write = (text: Text | undefined, within: Scope = scope): string => {
    const leaf: Leaf = text?.[language] ?? ''
    return head(fill(leaf, within, budget), MAX_TEXT)
  }
  const line = (text: Text | undefined, within: Scope = scope): string => cleanLine(write(text, within))

  const field = ({ name, value }: TemplateField, within: Scope): CardField => {
    const title = line(name, within) || MISSING
    const moments = within[LOOK].moments ?? []
    moments.length = 0
    const text = cleanText(write(value, within)) || MISSING
    const [moment] = moments
    if (moment === undefined || moment.text !== text) return { name: title, value: text }
    return { name: title, value: text, moment: { at: moment.at, style: moment.style } }
  }
  const fields = template.fields.flatMap((one): readonly CardField[] => {
    const { scopes, more } = repeatsOf(one.guard, scope, budget)
    const made = scopes.map((within) => field(one, within))
    return more === 0
      ? made
      : [...made, { name: '…', value: WORDS[language].more.replace('{n}', String(more)), more }]
  })
  const button = ({ text, url, style }: TemplateButton, within: Scope): readonly CardButton[] => {
    const address = webAddress(line(url, within))
    const label = part(line(text, within))
    return address === null || label === '' ? [] : [{ text: label, url: address, style }]
  }

  const { texts } = template
  const summary = line(texts.summary)
  return {
    summary: summary === '' ? cleanLine(builtInCard(context).summary) : summary,
    title: part(line(texts.title)),
    link: webAddress(line(texts.link)),
    severity: template.severity ?? lookOfState(context.event.job_state)?.severity ?? 'info',
    body: part(cleanText(write(texts.body))),
    fields,
    suggestion: part(cleanText(write(texts.suggestion))),
    code: part(cleanCode(write(texts.code))),
    buttons: template.buttons.flatMap((one) =>
      repeatsOf(one.guard, scope, budget).scopes.flatMap((within) => button(one, within)),
    ),
    footer: footerOf(part(line(texts.footer)), context),
    at: endOf(context.event),
    ...nativeOf(template, scope, budget, language),
  }
}

/** The native parts, each for its platform. They come last: one that fails leaves the card as it is. */
function nativeOf(
  { native }: Template,
  scope: Scope,
  budget: ReturnType<typeof newBudget>,
  language: RenderContext['language'],
): Pick<Card, 'native'> {
  const { slack, discord } = native
  if (slack === undefined && discord === undefined) return {}
  const made: Partial<Record<NativePlatform, NativePart>> = {}
  if (slack !== undefined) made.slack = renderNative(slack, 'blocks', scope, { budget, language })
  if (discord !== undefined) made.discord = renderNative(discord, 'embeds', scope, { budget, language })
  return { native: made }
}

/** When the job ended, as Kylin says, or else when we heard of it. */
function endOf({ fields, receivedAt }: RenderContext['event']): number {
  const end = Object.hasOwn(fields, 'end_time') ? fields['end_time'] : null
  return typeof end === 'number' && secondOf(end) !== null && end > 0 ? end : receivedAt
}

/** A part that holds nothing but a missing value is not there. */
function part(text: string): string {
  return text === MISSING ? '' : text
}
