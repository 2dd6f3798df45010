import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { bareCause } from '../../src/platforms/failure.ts'

const SECRET = 'xoxb-secret'

test('a cause keeps names, codes and stack frames of its whole chain, and nothing else', () => {
  const inner = Object.assign(new TypeError(`inner ${SECRET}\n    at ${SECRET} (a line of the message)`), {
    code: 'ECONNRESET',
    url: `https://x/${SECRET}`,
  })
  const outer = Object.assign(new SyntaxError(`Unexpected token in ${SECRET}`, { cause: inner }), {
    requestBody: { content: SECRET },
    code: `${SECRET} is no code`,
  })
  const bare = bareCause(outer)
  expect(inspect(bare, { depth: 20, showHidden: true })).not.toContain(SECRET)
  expect(bare?.message).toBe('SyntaxError')
  expect(bare?.stack).toMatch(/^SyntaxError\n {4}at .*failure\.test\.ts/)
  expect(bare?.cause).toMatchObject({ message: 'TypeError ECONNRESET' })
})

test('what is no error is no cause, and a ring of causes has an end', () => {
  const ring = new Error('a')
  ring.cause = ring
  expect(bareCause(SECRET)).toBeUndefined()
  expect(inspect(bareCause(ring), { depth: 20 })).toMatch(/Error/)
})
