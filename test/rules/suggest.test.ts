import { expect, test } from 'vitest'
import { closest, didYouMean } from '../../src/rules/suggest.ts'

const KEYS = ['name', 'when', 'unless', 'send', 'drop', 'stop', 'template', 'language', 'mention']

test.each([
  ['sned', 'send'],
  ['Send', 'send'],
  ['whne', 'when'],
  ['unles', 'unless'],
  ['langauge', 'language'],
  ['mentions', 'mention'],
  ['tempalte', 'template'],
])('%s is meant as %s', (word, key) => {
  expect(closest(word, KEYS)).toBe(key)
})

test.each(['', 'x', 'limit', 'digest', 'hours', 'constructor'])('%j is like none of them', (word) => {
  expect(closest(word, KEYS)).toBeUndefined()
})

test('the nearest of several is taken', () => {
  expect(closest('sales', ['sale', 'sales_eu', 'salse', 'Sales'])).toBe('Sales')
})

test('without a near one the help says something else', () => {
  expect(didYouMean('sned', KEYS, 'none')).toBe('did you mean "send"?')
  expect(didYouMean('limit', KEYS, 'none')).toBe('none')
})
