import type { Language } from '../rules/rules.ts'
import { webAddress } from './address.ts'
import type { Card, CardButton, CardField, Severity } from './card.ts'
import { cleanCode, cleanLine, cleanText } from './clean.ts'
import { head } from './cut.ts'
import { fill, newBudget, type Leaf } from './engine.ts'
import type { Text } from './leaves.ts'
import { MAX_TEXT } from './liquid.ts'
import { LOOK, MISSING, type Scope } from './look.ts'
import { renderNative } from './native-render.ts'
import type { NativePart, NativePlatform } from './native.ts'
import { repeatsOf } from './repeat.ts'
import type { Template, TemplateButton, TemplateField } from './template.ts'
import { WORDS } from './words.ts'

/** What a card is made of, beside its template. */
export interface Making {
  readonly scope: Scope
  readonly language: Language
  /** Stands where the template's summary comes out empty. */
  readonly summary: string
  /** Where the template names none. */
  readonly severity: Severity
  /** What ends the footer; the last is the delivery's id. */
  readonly footerEnd: readonly string[]
  /** ms since the epoch. */
  readonly at: number
}

/** A footer with what ends it: a message is found again by the delivery's id. */
export function footerOf(text: string, end: readonly string[]): string {
  return [text, ...end].filter((word) => word !== '').join(' · ')
}

/** Fills a template in, within one budget for all of it. @throws as engine.fill */
export function cardOf(template: Template, making: Making): Card {
  const { language, scope } = making
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
    summary: summary === '' ? cleanLine(making.summary) : summary,
    title: part(line(texts.title)),
    link: webAddress(line(texts.link)),
    severity: template.severity ?? making.severity,
    body: part(cleanText(write(texts.body))),
    fields,
    suggestion: part(cleanText(write(texts.suggestion))),
    code: part(cleanCode(write(texts.code))),
    buttons: template.buttons.flatMap((one) =>
      repeatsOf(one.guard, scope, budget).scopes.flatMap((within) => button(one, within)),
    ),
    footer: footerOf(part(line(texts.footer)), making.footerEnd),
    at: making.at,
    ...nativeOf(template, scope, budget, language),
  }
}

/** The native parts, each for its platform. They come last: one that fails leaves the card as it is. */
function nativeOf(
  { native }: Template,
  scope: Scope,
  budget: ReturnType<typeof newBudget>,
  language: Language,
): Pick<Card, 'native'> {
  const { slack, discord } = native
  if (slack === undefined && discord === undefined) return {}
  const made: Partial<Record<NativePlatform, NativePart>> = {}
  if (slack !== undefined) made.slack = renderNative(slack, 'blocks', scope, { budget, language })
  if (discord !== undefined) made.discord = renderNative(discord, 'embeds', scope, { budget, language })
  return { native: made }
}

/** A part that holds nothing but a missing value is not there. */
function part(text: string): string {
  return text === MISSING ? '' : text
}
