import { expect, test } from 'vitest'
import { abilitiesOf } from '../../src/platforms/abilities.ts'

test.each([
  ['slack', 'bot', 'reply edit react'],
  ['discord', 'bot', 'reply edit react'],
  ['inbox', 'bot', 'reply edit react'],
  ['discord', 'webhook', 'edit'],
  ['slack', 'webhook', ''],
] as const)('on %s a %s can: %s', (platform, kind, able) => {
  const abilities = Object.entries(abilitiesOf(platform, kind))
  expect(abilities.flatMap(([name, can]) => (can ? [name] : [])).join(' ')).toBe(able)
})
