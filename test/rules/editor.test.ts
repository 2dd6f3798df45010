import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LanguageServer, type Position, startLanguageServer } from '../support/language-server.ts'

let server: LanguageServer
beforeAll(async () => {
  server = await startLanguageServer()
})
afterAll(() => server.close())

let opened = 0

/** Opens a file that names its schema in the first line; `|` in its text is the cursor. */
async function open(marked: string, schema = 'rules') {
  const [before = '', after = ''] =
    `# yaml-language-server: $schema=src/rules/${schema}.schema.json\n${marked}`.split('|')
  const lines = before.split('\n')
  const at: Position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }
  opened += 1
  const file = `editor-${opened}.yaml`
  return { file, at, diagnostics: await server.open(file, before + after) }
}

/** A rules file with one rule, whose keys but the name are given. */
function withRule(keys: string): string {
  return `version: 1\nchannels: { ops: "slack:#ops" }\nrules:\n  - name: a\n    ${keys}\nunmatched: drop\n`
}

async function offered(text: string): Promise<readonly string[]> {
  const { file, at } = await open(text)
  return server.complete(file, at)
}

describe('an editor', () => {
  test('finds no mistake in the rules that Herald comes with', async () => {
    const text = readFileSync(join(import.meta.dirname, '../../rules.yaml'), 'utf8')
    expect(text).toMatch(/^# yaml-language-server: \$schema=src\/rules\/rules\.schema\.json\n/)
    expect(await server.open('rules.yaml', text)).toEqual([])
  })

  test.each([
    ['sned: ops', 'sned'],
    ['send: 5', '5'],
    ['when: { job_state: FAILED }', 'FAILED'],
    ['when: { duration: { ovr: 5 } }', '{ ovr: 5 }'],
    ['drop: yes please', 'yes please'],
  ])('underlines what is wrong in %s', async (keys, underlined) => {
    const { diagnostics } = await open(withRule(keys))
    const line = `    ${keys}`
    expect(diagnostics.map(({ range }) => line.slice(range.start.character, range.end.character))).toEqual([
      underlined,
    ])
    expect(diagnostics[0]?.range.start.line).toBe(5)
  })

  test.each([
    'when: { job_state: error }',
    'when: { job_state: [ERR*, PAUSED], job_type: [NEW_TYPE, "*_BUILD"] }',
    'when: { job_state: { not: SUCCEED }, my_own_field: 5, tag.owner: amy }',
    "unless: [{ cause: '/x/' }, { duration: { over: 30m, under: 2h } }]",
    'quiet: { outside: office, then: drop }',
  ])('finds nothing wrong in %s', async (keys) => {
    expect((await open(withRule(keys))).diagnostics).toEqual([])
  })

  test('holds a team to the keys of its file', async () => {
    const { diagnostics } = await open('rules: []\nunmatched: drop\n', 'team')
    expect(diagnostics.map(({ range }) => range.start)).toEqual([{ line: 2, character: 0 }])
  })

  test('offers the keys of a rule, the fields of Kylin and its job states', async () => {
    expect(await offered(withRule('|'))).toEqual(
      expect.arrayContaining(['when', 'unless', 'send', 'drop', 'mention']),
    )
    expect(await offered(withRule('when:\n      |'))).toEqual(
      expect.arrayContaining(['project', 'job_type', 'tag', 'job_state']),
    )
    const states = ['DISCARDED', 'ERROR', 'PAUSED', 'SUCCEED']
    expect(await offered(withRule('when:\n      job_state: |'))).toEqual(expect.arrayContaining(states))
    expect((await offered(withRule('when:\n      job_state:\n        - |'))).toSorted()).toEqual(states)
    expect(await offered(withRule('when:\n      job_type: |'))).toEqual(
      expect.arrayContaining(['INDEX_BUILD', 'SNAPSHOT_BUILD']),
    )
  })

  test.each([
    ['se|nd: ops', 'A channel or a list of channels.'],
    ['when:\n      dur|ation: { over: 30m }', 'How long the job took.'],
  ])('explains %s', async (keys, text) => {
    const { file, at } = await open(withRule(keys))
    expect(await server.hover(file, at)).toContain(text)
  })
})
