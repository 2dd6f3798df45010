import { expect, test } from 'vitest'
import { SHORT_ZONES } from '../../src/rules/time/short-zones.ts'
import { zoneFinding } from '../../src/rules/time/zones.ts'

test.each([
  'UTC',
  'utc',
  'GMT',
  'Etc/UTC',
  'Asia/Shanghai',
  'europe/berlin',
  'America/Argentina/Buenos_Aires',
])('%s is a time zone', (zone) => {
  expect(zoneFinding(zone)).toBeUndefined()
})

test.each([
  ['CST', 'China is Asia/Shanghai; Chicago is America/Chicago'],
  ['cst', 'China is Asia/Shanghai; Chicago is America/Chicago'],
  ['BST', 'London is Europe/London; Dhaka is Asia/Dhaka'],
  ['IST', 'India is Asia/Kolkata; Israel is Asia/Jerusalem; Ireland is Europe/Dublin'],
  ['PST', 'Los Angeles is America/Los_Angeles; Manila is Asia/Manila'],
  ['ECT', 'Ecuador is America/Guayaquil; Paris is Europe/Paris'],
  ['AST', 'Halifax is America/Halifax; Anchorage is America/Anchorage; Riyadh is Asia/Riyadh'],
  ['PRC', 'China is Asia/Shanghai'],
  ['EDT', 'New York is America/New_York'],
  ['Singapore', 'write Asia/Singapore'],
  ['Zulu', 'write UTC'],
  ['GMT0', 'write UTC'],
  ['UTC+8', 'China is Asia/Shanghai'],
  ['Asia/Beijing', 'China is Asia/Shanghai'],
  ['Europe/Berln', 'did you mean "Europe/Berlin"?'],
  ['Mars', 'write an IANA zone such as Europe/Berlin or UTC'],
])('%s is refused: %s', (zone, help) => {
  expect(zoneFinding(zone)).toMatchObject({ code: 'unknown-timezone', help })
})

test.each([...SHORT_ZONES])('every place that may be meant by %s is a zone itself: %s', (short, places) => {
  const named = places.split('; ').map((place) => place.split(' is ')[1] ?? '')
  expect(named.map(zoneFinding)).toEqual(named.map(() => undefined))
  expect(zoneFinding(short)?.help).toBe(places)
})
