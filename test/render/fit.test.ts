import { expect, test } from 'vitest'
import { plainCost } from '../../src/render/cut.ts'
import { fitCard, type Limits } from '../../src/render/fit.ts'
import { aCard } from '../support/a-card.ts'

const LIMITS: Limits = {
  title: 100,
  body: 300,
  suggestion: 300,
  code: 300,
  fieldName: 50,
  fieldValue: 300,
  footer: 60,
  fields: 3,
  total: 2000,
}
const COSTS = { prose: plainCost, code: plainCost, footer: plainCost }
const fit = (over: Parameters<typeof aCard>[0], limits: Partial<Limits> = {}): ReturnType<typeof aCard> =>
  fitCard(aCard({ footer: 'id', ...over }), { ...LIMITS, ...limits }, COSTS, 'en')
const long = 'x'.repeat(300)
const full = {
  body: long,
  suggestion: long,
  code: long,
  fields: [{ name: 'n', value: long }],
}
const wholeOf = (card: ReturnType<typeof fit>): string[] =>
  Object.entries({ ...card, value: card.fields[0]?.value ?? '' })
    .filter(([, text]) => text === long)
    .map(([part]) => part)
    .sort()

test('a card within the limits stays as it is', () => {
  expect(wholeOf(fit(full))).toEqual(['body', 'code', 'suggestion', 'value'])
})

test.each([
  [1000, ['body', 'suggestion', 'value']],
  [800, ['body', 'value']],
  [600, ['value']],
  [300, []],
])('parts give way in order: within %i the whole ones are %j', (total, whole) => {
  expect(wholeOf(fit(full, { total }))).toEqual(whole)
})

test('of field values the longest give way, and short ones stay whole', () => {
  const fields = [
    { name: 'a', value: long },
    { name: 'b', value: 'short' },
    { name: 'c', value: 'y'.repeat(150) },
  ]
  const shown = fit({ fields }, { total: 300 }).fields
  expect(shown.map(({ value }) => value.length)).toEqual([145, 5, 145])
  expect(fit({ fields }, { total: 400 }).fields.map(({ value }) => value.length)).toEqual([240, 5, 150])
})

test('each part says what was cut from it, however often it was cut', () => {
  const { code } = fit({ ...full, code: 'x'.repeat(5000) }, { total: 1000 })
  const [, kept = '', missing = ''] = /^(x+)… \(\+([\d,]+) characters\)$/.exec(code) ?? []
  expect(kept.length + Number(missing.replace(',', ''))).toBe(5000)
})

test('the last field says how many more there were', () => {
  const fields = Array.from({ length: 8 }, (_, index) => ({ name: `n${index}`, value: 'v' }))
  expect(fit({ fields }).fields.map(({ name, value }) => name + value)).toEqual(['n0v', 'n1v', '…+6 more'])
})

test('a field that stands for others counts as all of them', () => {
  const fields = Array.from({ length: 8 }, (_, index) => ({ name: `n${index}`, value: 'v' }))
  const last = fit({ fields: [...fields, { name: '…', value: '+100 more', more: 100 }] }).fields.at(-1)
  expect(last?.value).toBe('+106 more')
})

test('a moment stays with its value until that is cut', () => {
  const moment = { at: 0, style: 'time' } as const
  const fields = (value: string): unknown => fit({ fields: [{ name: 'n', value, moment }] }).fields[0]
  expect(fields('short')).toHaveProperty('moment', moment)
  expect(fields('x'.repeat(301))).not.toHaveProperty('moment')
})

test('a footer is cut before the delivery’s id', () => {
  expect(fit({ footer: `${'x'.repeat(200)} · k7f3q-182` }).footer).toMatch(
    /^x+… \(\+\d+ characters\) · k7f3q-182$/,
  )
})
