import { describe, expect, test } from 'vitest'
import { secretRanges } from '../../src/receive/mask.ts'
import { namesSecret } from '../../src/receive/secret-names.ts'

describe('hostile texts of 1 MB are masked in steps that grow with their length alone', () => {
  const units = [
    'password=',
    'secret',
    'token ',
    '@',
    'a:b@',
    '://',
    'x://a:b ',
    '"password":"',
    `--conf '`,
    '--conf a.key=',
    'key',
    'eyJ',
    'xoxb-',
    'AKIA',
    'M',
    'Basic ',
    'PRIVATE KEY-----',
    '-----END PRIVATE KEY-----',
    '\\"pwd',
    '-----BEGIN PRIVATE KEY-----\n',
    '<name>password</name>',
    'password          ',
    '密码',
    'jdbc:oracle:a:',
    'pass\t',
    '://a:b',
    '["secret",',
    '"name":"secret",',
    'password=\n',
    'password={',
  ]
  test.each(units)('%j', (unit) => {
    expect(steps(unit, 40_000) / steps(unit, 10_000)).toBeLessThan(8)
    expect(secretRanges(unit.repeat(1_000_000 / unit.length)).length).toBeLessThan(1_000_000)
  })
})

test('a name is judged in a few steps, whatever it is made of', () => {
  for (const filler of ['_', '_a', '-ab', 'a_', '.']) {
    // 1 ms each would be a minute.
    for (let n = 0; n < 60_000; n += 1) namesSecret(`password${filler.repeat(90)}${n % 10}`)
    expect(namesSecret(`password${filler.repeat(90)}!`)).toBe(true)
  }
})

const METHODS = String.prototype

/** How many characters a search looks at, counted on the string's own methods. */
function steps(unit: string, length: number): number {
  const text = unit.repeat(Math.ceil(length / unit.length))
  let seen = 0
  const counted = (
    name: 'charAt' | 'slice' | 'indexOf' | 'lastIndexOf',
    cost: (result: unknown, from: number, length: number) => number,
  ) => {
    const real = METHODS[name] as (...args: unknown[]) => unknown
    Object.defineProperty(METHODS, name, {
      configurable: true,
      writable: true,
      value(this: string, ...args: unknown[]) {
        const result = real.apply(this, args)
        seen += cost(result, Number(args[1] ?? 0), this.length)
        return result
      },
    })
    return () => Object.defineProperty(METHODS, name, { configurable: true, writable: true, value: real })
  }
  const restore = [
    counted('charAt', () => 1),
    counted('slice', (result) => String(result).length),
    counted('indexOf', (result, from, all) => (result === -1 ? all - from : Number(result) - from + 1)),
    counted('lastIndexOf', (result, _from, all) => all - Number(result)),
  ]
  try {
    secretRanges(text)
  } finally {
    for (const undo of restore) undo()
  }
  return seen + length
}
