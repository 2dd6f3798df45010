import { expect, test } from 'vitest'
import { createLog, type LogOptions, redact } from '../src/log.ts'

function lines(over: Partial<LogOptions> = {}) {
  const written: string[] = []
  const log = createLog({
    level: 'info',
    format: 'json',
    write: (line) => written.push(line),
    secrets: () => ['s3cr"et-of-ours'],
    ...over,
  })
  return { log, written }
}

test('a line is one JSON object with a constant message and its values as fields', () => {
  const { log, written } = lines()
  log.warn('attempt failed', { delivery: 'k7f3q-182', tries: 3 })
  log.debug('not shown')
  expect(written).toHaveLength(1)
  expect(JSON.parse(written[0] ?? '')).toMatchObject({
    level: 'warn',
    message: 'attempt failed',
    delivery: 'k7f3q-182',
    tries: 3,
  })
})

test('a secret in use never leaves, wherever it hides', () => {
  const { log, written } = lines()
  const cause = new Error('with s3cr"et-of-ours inside')
  log.error('failed', { err: new Error('outer', { cause }), deep: { list: ['s3cr"et-of-ours'] } })
  expect(written.join('')).not.toContain('cr\\"et-of-ours')
  expect(written.join('')).toContain('***')
  expect(() => JSON.parse(written[0] ?? '')).not.toThrow()
})

test.each(['json', 'text'] as const)(
  'a secret of digits or of a common word breaks no line in %s',
  (format) => {
    const { log, written } = lines({ format, secrets: () => ['12345', 'message', 'time'] })
    log.warn('callback quarantined', { bytes: 1_234_567, text: 'has 12345 inside', err: new Error('12345') })
    expect(written.join('')).toContain('1234567')
    expect(written.join('')).toContain('has *** inside')
    expect(written.join('')).toContain('callback quarantined')
  },
)

test('anything can be logged', () => {
  const { log, written } = lines()
  const loop: Record<string, unknown> = {}
  loop['self'] = loop
  log.info('odd', { big: 2n ** 70n, nothing: undefined, loop, list: [new Error('in a list')] })
  expect(JSON.parse(written[0] ?? '')).toMatchObject({
    big: '1180591620717411303424',
    list: [{ message: 'in a list' }],
  })
})

test.each([
  ['token xoxb-123456789012-abcdefABCDEF ends', 'token *** ends'],
  ['https://hooks.slack.com/services/T000/B000/abcdef', 'https://hooks.slack.com/***'],
  ['https://discord.com/api/webhooks/112233/abc-DEF_1', 'https://discord.com/api/webhooks/***'],
  [`key ${['AKIA', 'IOSFODNN7EXAMPLE'].join('')} refused`, 'key *** refused'],
  [`got ${['eyJhbGciOiJIUzI1NiIsInR5cCI6', 'eyJzdWIiOiIxIn0', 'c2ln'].join('.')}`, 'got ***'],
  [`GET /a?X-Amz-Signature=${'0f'.repeat(32)}&b=1`, 'GET /a?X-Amz-Signature=***&b=1'],
  ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: Basic ***'],
  ['postgres://herald:hunter22@db/x', 'postgres://herald:***@db/x'],
])('what looks like a secret is taken out of %s', (text, safe) => {
  expect(redact(text, [])).toBe(safe)
})

test('text for a terminal holds time, level, message and values on one line', () => {
  const { log, written } = lines({ format: 'text' })
  log.info('listening', { url: 'http://127.0.0.1:8484', note: 'two words' })
  expect(written[0]).toMatch(
    /^\d\d:\d\d:\d\d info  listening url=http:\/\/127\.0\.0\.1:8484 note="two words"\n$/,
  )
})

test('nothing in text for a terminal steers it', () => {
  const { log, written } = lines({ format: 'text' })
  log.warn('post to an unknown path', {
    path: '/\u001b]0;owned\u0007\u009b31m\u202e',
    err: new Error('bad \u001b[2Jname'),
  })
  expect(written[0]?.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(written[0]).toContain(String.raw`path=/\u001b]0;owned\u0007\u009b31m\u202e`)
})
