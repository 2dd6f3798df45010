import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { array, assert, constantFrom, integer, nat, oneof, property, string, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { loadRules } from '../../src/rules/load.ts'
import { anEvent } from '../support/an-event.ts'
import { withSales } from './a-configuration.ts'

const SHIPPED = readFileSync(resolve(import.meta.dirname, '../../rules.yaml'), 'utf8')
const ALL = `${SHIPPED}
# every kind of value
`.replace(
  'rules:\n',
  'rules:\n  - { name: x, when: [{ tag.a: "/a|b/", rows: { over: 1, under: 2 }, duration: { under: 2h } }], unless: &a { msg: ["v?", 007] }, send: [ops] }\n',
)

const EVERY_PART = `${ALL}
notices: ops
accounts: { eu: { platform: slack, token: { env: SLACK_EU_TOKEN } } }
clusters:
  prod: { url: https://kylin.example.com/kylin, username: kylin, passwords: [{ file: run/p1 }, { env: P2 }] }
  test: { forward: { env: OLD }, models: { 89af4ee2-2cdb-4b07-b39e-4c29856309aa: orders } }
defaults: { language: en, mention: here, thread: job, limit: none, quiet: { outside: late }, mask: ['/AKIA+/'] }
`
  .replace(
    'channels:\n',
    'channels:\n  eu: eu:#a\n  hook: { to: slack-webhook, url: { env: HOOK }, files: none }\n  proj: { to: "slack:#k-{project}", allow: "#k-*", otherwise: ops, limit: 1 per 1m }\n',
  )
  .replace(
    'hours:\n',
    'hours:\n  late: { daily: 22:00-08:00, except: holidays }\n  holidays: [{ dates: [2026-10-01..2026-10-07, 2027-01-01], timezone: Asia/Shanghai }]\n',
  )
  .replace('rules:\n', 'rules:\n  - { name: y, during: late, outside: [holidays], send: proj, digest: 1h }\n')

const scraps = constantFrom(
  '#',
  ' #',
  '!',
  '*',
  '&a',
  '*a',
  '>',
  '> 30m',
  '|',
  '@',
  '`',
  '%',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  ': ',
  '：',
  '，',
  '-',
  '- ',
  '?',
  '? ',
  '\t',
  '\n',
  '\r',
  '\n  ',
  '  ',
  '\0',
  '\u00a0',
  '\u3000',
  '\ufeff',
  '\ud800',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '<<: *a',
  '~',
  'null',
  '/',
  '\\',
  '\\b',
  '__proto__: 1\n',
  'when:',
  '1e999',
  '0x1f',
  'xoxb-123456-abcdef',
)
const mutation = tuple(nat(), integer({ min: 0, max: 12 }), oneof(scraps, string({ maxLength: 4 })))

function mutate(text: string, [at, cut, insert]: readonly [number, number, string]): string {
  const from = at % (text.length + 1)
  return text.slice(0, from) + insert + text.slice(from + cut)
}

test('a text with every part of the language is sound before anything becomes of it', () => {
  const { problems } = loadRules(EVERY_PART, 'rules.yaml')
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
})

test('whatever becomes of the text, loading never throws, and each refusal has a line of the file', () => {
  assert(
    property(array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
      const text = mutations.reduce(mutate, EVERY_PART)
      const { rules, problems } = loadRules(text, 'rules.yaml')
      const errors = problems.filter(({ severity }) => severity === 'error')
      expect(rules === null).toBe(errors.length > 0)
      const lines = text.split('\n')
      const lost = problems.filter(({ line = 0, column = 0, message }) => {
        const length = lines[line - 1]?.length ?? -1
        return message === '' || column < 1 || column > length + 1
      })
      expect(lost).toEqual([])
    }),
    { numRuns: 300 },
  )
})

test('a text of scraps never throws', () => {
  assert(
    property(array(scraps, { maxLength: 30 }), (parts) => {
      expect(loadRules(parts.join(''), 'rules.yaml').rules).toBeNull()
    }),
    { numRuns: 300 },
  )
})

test('whatever becomes of a team file, the root file and the other team stand', () => {
  const sales =
    'channels:\n  own: slack:#a\nhours:\n  nights: { daily: 22:00-08:00 }\nrules:\n  - { name: A, send: [own, platform], during: nights }\n'
  assert(
    property(array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
      const { rules, problems, files } = withSales(mutations.reduce(mutate, sales))
      const wrong = problems.some(({ severity }) => severity === 'error')
      expect(files.map(({ state }) => state)).toEqual(['ok', wrong ? 'left out' : 'ok', 'ok'])
      expect(problems.filter(({ file }) => file !== 'conf/teams/sales.yaml')).toEqual([])
      expect(rules?.match(anEvent({ job_state: 'DISCARDED' })).routes[0]).toMatchObject({ channel: 'secret' })
    }),
    { numRuns: 100 },
  )
})
