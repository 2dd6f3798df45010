import { expect, test } from 'vitest'
import { basicAuth } from '../../src/receive/auth.ts'

const header = (text: string, encoding: 'utf8' | 'latin1' = 'utf8'): string =>
  `Basic ${Buffer.from(text, encoding).toString('base64')}`

test('the right name with any of the valid passwords fits', () => {
  const fits = basicAuth({ username: 'kylin', passwords: [() => 'new:one', () => 'old'] })
  expect(fits(header('kylin:new:one'))).toBe(true)
  expect(fits(header('kylin:old'))).toBe(true)
  expect(fits(header('kylin:old').replace('Basic', 'basic'))).toBe(true)
})

test('anything else does not', () => {
  const fits = basicAuth({ username: 'kylin', passwords: [() => 'pw'] })
  const wrong = [
    undefined,
    '',
    'Basic',
    'Basic !!!',
    header(''),
    header('kylin:'),
    header('kylin:PW'),
    header('x:pw'),
  ]
  expect([...wrong, header('kylin:pw').replace('Basic', 'Bearer')].filter((given) => fits(given))).toEqual([])
})

test('an empty password never fits, and without passwords nothing does', () => {
  expect(basicAuth({ username: 'kylin', passwords: [() => '', () => 'pw'] })(header('kylin:'))).toBe(false)
  expect(basicAuth({ username: 'kylin', passwords: [] })(header('kylin:'))).toBe(false)
})

test('both charsets a JVM may have fit', () => {
  const fits = basicAuth({ username: 'kylin', passwords: [() => 'pä'] })
  expect(fits(header('kylin:pä', 'utf8'))).toBe(true)
  expect(fits(header('kylin:pä', 'latin1'))).toBe(true)
  // U+5BC6 in Latin-1 would be the byte of Æ.
  const chinese = basicAuth({ username: 'kylin', passwords: [() => '密'] })
  expect(chinese(header('kylin:密'))).toBe(true)
  expect(chinese(header('kylin:Æ', 'latin1'))).toBe(false)
})

test('a password rotated in its file counts from the next check on', () => {
  let current = 'first'
  const fits = basicAuth({ username: 'kylin', passwords: [() => current] })
  expect(fits(header('kylin:first'))).toBe(true)
  current = 'second'
  expect([fits(header('kylin:first')), fits(header('kylin:second'))]).toEqual([false, true])
})

test('a password whose file is gone lets nobody in', () => {
  const fits = basicAuth({ username: 'kylin', passwords: [() => null] })
  expect([fits(header('kylin:')), fits(header('kylin:null'))]).toEqual([false, false])
})
