import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellsOf } from '../../src/console/cells.ts'
import { drawInTerminal, type CardPlace } from '../../src/console/terminal.ts'
import { SEVERITIES, type Card } from '../../src/render/card.ts'
import { aCard } from '../support/a-card.ts'

const ABOUT: CardPlace = { channel: 'sales', platform: 'slack', place: '#sales-alerts', mentions: [] }

const plain = (card: Card, width = 60, about: Partial<CardPlace> = {}) =>
  drawInTerminal(card, { ...ABOUT, ...about }, { color: false, width })
/** Our own colours; whatever control character is left came from data. */
const uncoloured = (drawn: string) => drawn.replaceAll(/\p{Cc}\[\d+(?:;\d+)*m/gu, '')

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom(
    '\u001B[31mred\u001B[0m',
    '\u001B]0;title\u0007',
    '\u001B]8;;https://e.org\u001B\\x',
    '\u009B2J',
    '\u001B',
    'a\rb\u0008\u007F',
    '\u202Eevil\u2066',
    'x'.repeat(300),
    '构建失败：内存不足，请联系管理员。'.repeat(5),
    'a\tb\nc\u2028d',
  ),
)
const card: fc.Arbitrary<Card> = fc.record({
  summary: text,
  title: text,
  link: fc.option(text),
  severity: fc.constantFrom(...SEVERITIES),
  body: text,
  fields: fc.array(fc.record({ name: text, value: text }), { maxLength: 4 }),
  suggestion: text,
  code: text,
  buttons: fc.array(fc.record({ text, url: text, style: fc.constant('default' as const) }), { maxLength: 3 }),
  footer: text,
})
const about: fc.Arbitrary<CardPlace> = fc.record({
  channel: text,
  platform: fc.constant('discord' as const),
  place: text,
  mentions: fc.array(text, { maxLength: 3 }),
})

test('no control character of the data reaches the terminal, and no line is wider than asked', () => {
  fc.assert(
    fc.property(card, about, fc.integer({ min: 20, max: 120 }), (made, where, width) => {
      const drawn = drawInTerminal(made, where, { color: false, width })
      for (const line of drawn.split('\n')) {
        expect(line).not.toMatch(/\p{Cc}|\p{Bidi_Control}|[\u2028\u2029]/u)
        expect(cellsOf(line)).toBeLessThanOrEqual(width)
      }
      expect(uncoloured(drawInTerminal(made, where, { color: true, width }))).toBe(drawn)
    }),
    { numRuns: 300 },
  )
})

test('a whole message is drawn in its order, framed', () => {
  const drawn = plain(
    aCard({
      summary: '❌ sales failed',
      title: 'sales: INDEX_BUILD failed',
      link: 'https://k.example/',
      body: 'Container killed by YARN.',
      fields: [
        { name: 'Model', value: 'orders' },
        { name: '错误码', value: 'KE-1' },
      ],
      code: 'at a\n  at b',
      buttons: [{ text: 'Open', url: 'https://k.example/', style: 'danger' }],
    }),
    40,
    { mentions: ['oncall'] },
  )
  expect(drawn.split('\n')).toEqual([
    `┏━ sales · Slack · #sales-alerts ${'━'.repeat(7)}`,
    '┃ @oncall ❌ sales failed',
    '┃',
    '┃ sales: INDEX_BUILD failed',
    '┃',
    '┃ Container killed by YARN.',
    '┃',
    '┃ Model   orders',
    '┃ 错误码  KE-1',
    '┃',
    '┃ │ at a',
    '┃ │   at b',
    '┃',
    '┃ [ Open ] https://k.example/',
    '┃',
    '┃ k7f3q-182',
    `┗${'━'.repeat(39)}`,
  ])
})

test('a name too long for its column stands above its value', () => {
  const name = 'A very long name of a field'
  expect(plain(aCard({ fields: [{ name, value: 'v' }] }), 40)).toMatch(
    /┃ A very long name of a field\n┃ {3}v/,
  )
})

test.each([
  ['error', 31],
  ['warning', 33],
  ['success', 32],
  ['info', 34],
] as const)('the bar of %s has a colour of its own, and none without color', (severity, code) => {
  const coloured = drawInTerminal(aCard({ severity }), ABOUT, { color: true, width: 60 })
  expect(coloured).toContain(`\u001B[${code}m┃`)
  expect(plain(aCard({ severity }))).not.toContain('\u001B')
  expect(uncoloured(coloured)).toBe(plain(aCard({ severity })))
})
