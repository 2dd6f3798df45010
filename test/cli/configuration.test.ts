import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readConfiguration } from '../../src/cli/configuration.ts'
import { testConfiguration } from '../../src/cli/tests.ts'

const ROOT = `version: 1
channels: { ops: slack:#ops }
teams: { amy: { when: { project: amy* }, rules: teams/amy.yaml, allow: ops } }
rules: [{ name: all, when: { job_state: ERROR }, send: ops }]
unmatched: drop
tests:
  - { name: says why, event: { project: amy_1, cause: no space left }, expect: ops, contains: [amy_1, no space left] }
`
const TEMPLATE = "summary: '{{ project }}: {{ cause }}'\n"

/** A folder with these files, as `<name>: <text>`. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'herald-configuration-'))
  for (const name of ['teams', 'templates']) mkdirSync(join(folder, name))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

async function read(files: Readonly<Record<string, string>>, lastGood?: ReadonlyMap<string, string>) {
  const folder = folderOf({ 'rules.yaml': ROOT, 'templates/error.yaml': TEMPLATE, ...files })
  const options = lastGood === undefined ? {} : { lastGood }
  const found = await readConfiguration(join(folder, 'rules.yaml'), join(folder, 'templates'), options)
  const short = (file = ''): string => file.replace(`${folder}/`, '')
  const problems = found.problems.map(({ file, line, severity, code, message }) => ({
    file: short(file),
    line,
    severity,
    code,
    message,
  }))
  return { ...found, folder, problems }
}

describe('a team’s file', () => {
  test('is read beside the root file, and has its own carets', async () => {
    const good = 'rules: [{ name: mine, send: ops }]\n'
    const { problems, rules, files, sources, folder } = await read({ 'teams/amy.yaml': good })
    expect(problems).toEqual([])
    expect(rules?.rules.map(({ name }) => name)).toEqual(['all', 'amy/mine'])
    expect(files.map(({ state }) => state)).toEqual(['ok', 'ok'])
    expect(sources.get(join(folder, 'teams/amy.yaml'))).toBe(good)
  })

  test('that is not there, or is no file, is told of in the root file', async () => {
    expect((await read({})).problems).toMatchObject([
      { file: 'rules.yaml', line: 3, message: expect.stringContaining('there is no such file') },
    ])
    const folder = { 'rules.yaml': ROOT.replace('teams/amy.yaml', 'teams') }
    expect((await read(folder)).problems).toMatchObject([
      { file: 'rules.yaml', message: expect.stringContaining('it is not a file') },
    ])
  })

  test('with a mistake gives way to its last good text, and its tests wait', async () => {
    const lastGood = new Map([['amy', 'rules: [{ name: mine, send: ops }]\n']])
    const broken = 'rules: [{ name: other, send: opps }]\ntests: [{ name: t, event: {}, expect: nothing }]\n'
    const found = await read({ 'teams/amy.yaml': broken }, lastGood)
    expect(found.problems).toMatchObject([{ file: 'teams/amy.yaml', code: 'unknown-channel' }])
    expect(found.rules?.rules.map(({ name }) => name)).toEqual(['all', 'amy/mine'])
    expect(testConfiguration(found)).toMatchObject({ passed: 1, failed: 0 })
  })
})

test('a template that fails only when it is rendered is a problem, once', async () => {
  const slow = "summary: '{% for i in (1..100000000) %}x{% endfor %}'\n"
  const { problems } = await read({ 'teams/amy.yaml': 'rules: []\n', 'templates/slow.yaml': slow })
  expect(problems).toMatchObject([
    { file: 'templates/slow.yaml', severity: 'error', code: 'template-failed' },
  ])
})

test('a digest’s template is tried with digests, of a storm that is over too', async () => {
  const text = `summary: '{% if ended and count > 400 %}{% for i in (1..100000000) %}x{% endfor %}{% endif %}'\n`
  const { problems } = await read({ 'teams/amy.yaml': 'rules: []\n', 'templates/digest-night.yaml': text })
  expect(problems).toMatchObject([{ file: 'templates/digest-night.yaml', code: 'template-failed' }])
})

test('a test can hold what a message says', async () => {
  const found = await read({
    'teams/amy.yaml': 'rules: []\n',
    'templates/error.yaml': "summary: '{{ project }}'\n",
  })
  expect(testConfiguration(found)).toMatchObject({
    failed: 1,
    problems: [{ line: 7, message: '"says why": the message to ops does not contain "no space left"' }],
  })
})

test('rules that cannot be read are a problem, and the templates are checked all the same', async () => {
  const folder = folderOf({ 'templates/error.yaml': "summary: '{{ project | shout }}'\n" })
  const found = await readConfiguration(join(folder, 'rules.yaml'), join(folder, 'templates'))
  expect(found.problems.map(({ code }) => code)).toEqual(['unknown-filter', 'rules-unreadable'])
  expect(testConfiguration(found)).toMatchObject({ passed: 0, failed: 0 })
})
