import type { Language } from '../rules/rules.ts'
import type { Card, CardField } from './card.ts'
import { cut, type Cost } from './cut.ts'
import { MISSING } from './look.ts'
import { WORDS } from './words.ts'

/** What a platform takes: how much each part may cost, and all of them together without the summary. */
export interface Limits {
  readonly title: number
  readonly body: number
  readonly suggestion: number
  readonly code: number
  readonly fieldName: number
  readonly fieldValue: number
  readonly footer: number
  /** How many fields. */
  readonly fields: number
  readonly total: number
}

/** What a text costs of a limit, by where it stands. */
export interface Costs {
  readonly prose: Cost
  readonly code: Cost
  readonly footer: Cost
}

/** Nothing is cut below this to make room for others: the notice itself takes some 25. */
const LEAST = 60

/**
 * Cuts a card to a platform's limits. Where all parts together are too long, they give way in this order: code,
 * suggestion, body, field values. The footer's end is kept: it is the delivery's id.
 */
export function fitCard(card: Card, limits: Limits, costs: Costs, language: Language): Card {
  const { prose, code } = costs
  const fitted = {
    ...card,
    title: cut(card.title, limits.title, language, prose),
    body: cut(card.body, limits.body, language, prose),
    suggestion: cut(card.suggestion, limits.suggestion, language, prose),
    code: cut(card.code, limits.code, language, code),
    fields: fitFields(card.fields, limits, prose, language),
    footer: fitFooter(card.footer, limits.footer, language, costs.footer),
  }
  let excess = costOf(fitted, costs) - limits.total
  if (excess <= 0) return fitted
  for (const part of ['code', 'suggestion', 'body'] as const) {
    const cost = part === 'code' ? code : prose
    const before = cost(fitted[part])
    if (excess > 0 && before > LEAST) {
      // From the whole text again, so that the notice counts all that is missing.
      fitted[part] = cut(card[part], Math.max(LEAST, before - excess), language, cost)
      excess -= before - cost(fitted[part])
    }
  }
  if (excess > 0) {
    const values = fitted.fields.map(({ value }) => prose(value))
    const level = levelOf(values, values.reduce((sum, cost) => sum + cost, 0) - excess)
    fitted.fields = fitFields(card.fields, { ...limits, fieldValue: level }, prose, language)
  }
  return fitted
}

/** How much each may cost at most, so that all of them cost no more than `total`: the longest give way first. */
function levelOf(costs: readonly number[], total: number): number {
  let least = LEAST
  let most = Math.max(LEAST, ...costs)
  while (least < most) {
    const middle = Math.ceil((least + most) / 2)
    if (costs.reduce((sum, cost) => sum + Math.min(cost, middle), 0) <= total) least = middle
    else most = middle - 1
  }
  return least
}

function costOf(card: Card, { prose, code, footer }: Costs): number {
  const fields = card.fields.reduce((sum, { name, value }) => sum + prose(name) + prose(value), 0)
  return (
    prose(card.title) +
    prose(card.body) +
    prose(card.suggestion) +
    code(card.code) +
    fields +
    footer(card.footer)
  )
}

function fitFields(
  fields: readonly CardField[],
  limits: Limits,
  prose: Cost,
  language: Language,
): CardField[] {
  const shown = fields.length > limits.fields ? fields.slice(0, limits.fields - 1) : fields
  const fitted = shown.map((field): CardField => {
    const value = cut(field.value, limits.fieldValue, language, prose) || MISSING
    const name = cut(field.name, limits.fieldName, language, prose) || MISSING
    return value === field.value ? { ...field, name } : { name, value }
  })
  const left = fields.slice(shown.length).reduce((sum, { more }) => sum + (more ?? 1), 0)
  if (left > 0) fitted.push({ name: '…', value: WORDS[language].more.replace('{n}', String(left)) })
  return fitted
}

function fitFooter(footer: string, limit: number, language: Language, cost: Cost): string {
  if (cost(footer) <= limit) return footer
  const id = footer.slice(footer.lastIndexOf(' · '))
  return cut(footer.slice(0, -id.length), limit - cost(id), language, cost) + id
}
