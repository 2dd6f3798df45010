import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { wrongLines } from './log-check.ts'
import { SLACK_TOKEN } from './stand-in-slack.ts'

const line = (fields: Record<string, unknown>): string =>
  JSON.stringify({ level: 'warn', time: '2026-01-01T00:00:00.000Z', ...fields })

const file = join(mkdtempSync(join(tmpdir(), 'herald-check-')), 'password')
writeFileSync(file, 'from-a-file\n')
const ENV = {
  CALLBACK_USERNAME: 'kylin',
  CALLBACK_PASSWORD: 'pass"word-1',
  CONSOLE_PASSWORD_FILE: file,
  DATABASE_URL: 'postgres://herald:db-password@db/x',
  OPS: 'https://hooks.example/services/T0/B0/abc',
}

test.each([
  ['a token', `text ${SLACK_TOKEN} text`],
  ['a password as JSON has it', line({ message: 'x', value: 'pass"word-1' })],
  ['credentials as they are sent', `Basic ${Buffer.from('kylin:pass"word-1').toString('base64')}`],
  ['a password from a file', line({ message: 'x', value: 'from-a-file' })],
  ['the password of a database', 'connect db-password'],
  ['a webhook', 'POST https://hooks.example/services/T0/B0/abc'],
])('%s in a line is found, and not shown again', (_, text) => {
  const [found] = wrongLines(`first\n${text}\n`, ENV)
  expect(found).toMatch(/^holds a secret: .*\*\*\*/)
  expect(wrongLines(found ?? '', ENV)).toEqual([])
})

test.each([
  ['is no constant message', { message: 'Attempt failed' }],
  ['is no constant message', { message: 'attempt 3 failed' }],
  ['names a delivery without its event', { message: 'attempt failed', delivery: 'k-1' }],
])('a line that %s is found', (what, fields) => {
  expect(wrongLines(line(fields), {})).toEqual([expect.stringContaining(what)])
})

test('what is as it should be passes', () => {
  const fine = line({ message: "teams' rules could not be read", delivery: 'k-1', event: 'e' })
  expect(wrongLines(`${fine}\nerror rules.yaml: 3 mistakes\n${fine.slice(0, 30)}`, ENV)).toEqual([])
})
