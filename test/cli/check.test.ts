import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { addCheck } from '../../src/cli/check.ts'
import { addExplain } from '../../src/cli/explain.ts'
import { addFields } from '../../src/cli/fields.ts'
import { addSchema } from '../../src/cli/schema.ts'
import { addTest } from '../../src/cli/test.ts'
import { aCommandContext } from './a-command-context.ts'

/** Runs a command in this process. */
async function herald(args: readonly string[]) {
  const { context, out, err, code } = aCommandContext()
  const program = new Command()
  for (const add of [addCheck, addTest, addExplain, addFields, addSchema]) add(program, context)
  await program.parseAsync(args, { from: 'user' })
  return { code: code(), stdout: out(), stderr: err() }
}

function rulesFile(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'herald-check-')), 'rules.yaml')
  writeFileSync(file, text)
  return file
}

const json = (text: string): unknown => JSON.parse(text)

const TESTED = rulesFile(`version: 1
channels: { ops: slack:#ops }
rules:
  - { name: failures, when: { job_state: ERROR }, send: ops }
  - { name: slow, when: { duration: { over: 30m } }, send: ops }
unmatched: drop
tests:
  - { name: right, event: { project: a }, expect: ops, contains: a }
  - { name: wrong, event: { project: a }, expect: nothing }
`)

const OWNED = rulesFile(`version: 1
channels: { ops: slack:#ops }
rules:
  - { name: tagged, when: { tag: amy }, send: ops }
  - { name: other, when: { tag.owner: bob }, send: ops }
  - { name: owned, when: { tag.owner: amy, duration: { over: 30m } }, send: ops }
unmatched: drop
`)

test.each([
  ['tag.owner=amy', 'duration=31m', '✓ 3. owned: tag.owner amy, duration 1860000 → ops'],
  ['tag={"owner":"amy"}', 'duration=1860000', '✓ 3. owned: tag.owner amy, duration 1860000 → ops'],
])('explain takes %s and %s as a callback has them', async (tag, duration, line) => {
  const { code, stdout } = await herald(['explain', tag, duration, '--rules', OWNED])
  expect(stdout).toContain(line)
  // `tag` itself holds an object, as in the callback.
  expect(stdout).toContain('✗ 1. tagged: tag is an object, wanted amy')
  expect(code).toBe(0)
})

test.each([
  ['job_state=FAILED', 'error Kylin has no job state "FAILED" unknown-job-state', 'did you mean "ERROR"?'],
  ['job_sate=ERROR', 'error Kylin sends no field "job_sate" unknown-field', 'did you mean "job_state"?'],
  ['duration=long', 'is neither a number nor a length of time bad-bound', 'duration is in ms'],
])('explain says of %s what a test is told', async (pair, message, help) => {
  const { code, stdout, stderr } = await herald(['explain', pair, '--rules', OWNED])
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toContain(message)
  expect(stderr).toContain(help)
})

test.each(['check', 'test'])('herald %s says how it is given a file that is there', async (command) => {
  const { code, stdout, stderr } = await herald([command, 'nope.yaml'])
  expect(code).toBe(1)
  expect(stdout + stderr).toContain(`help: Name the file by herald ${command} <rules> or RULES_FILE.`)
})

describe('the tests of the rules', () => {
  const message = '"wrong": expected nothing; got ops'

  test('are run by check and by test; one that fails makes them exit with 1', async () => {
    for (const command of ['check', 'test']) {
      const { code, stdout, stderr } = await herald([command, TESTED])
      expect(code).toBe(1)
      expect(stdout).toContain(`${TESTED}:9:51 error ${message} test-failed\n`)
      expect(stdout).toContain('"failures" sends to ops: job_state ERROR; ask: herald explain project=a ')
      expect(stderr).toContain('1 of 2 tests failed')
      const tested = json((await herald([command, TESTED, '--json'])).stdout)
      expect(tested).toMatchObject({ problems: [{ code: 'test-failed' }], tests: { passed: 1, failed: 1 } })
    }
  })

  test('are annotations for GitHub', async () => {
    const { code, stdout } = await herald(['check', TESTED, '--format=github'])
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /^::error file=[^,]+,line=9,col=51,endColumn=58,title=test-failed::"wrong": expected nothing; got ops%0A.*\n$/,
    )
  })

  test('--coverage lists the rules that none of them reaches', async () => {
    const { stdout, stderr } = await herald(['check', TESTED, '--coverage'])
    expect(stdout).toContain('no test reaches rule 2 "slow"\n')
    expect(stderr).toContain('1 of 2 rules untested')
    expect(json((await herald(['check', TESTED, '--coverage', '--json'])).stdout)).toMatchObject({
      untested: ['slow'],
    })
  })

  test('the command that a failure names explains it', async () => {
    const { stdout } = await herald(['test', TESTED])
    const command = /ask: herald (explain .*)$/m.exec(stdout)?.[1] ?? ''
    expect((await herald(command.split(' '))).stdout).toMatch(/→ ops\n$/)
  })

  test('wait until the rules have no mistake', async () => {
    const wrong = rulesFile(`version: 1
channels: { ops: slack:#ops }
rules: [{ name: a, send: opps }]
unmatched: drop
tests: [{ name: t, event: {}, expect: ops }]
`)
    expect(await herald(['test', wrong])).toMatchObject({ code: 1, stdout: '' })
    const { stderr } = await herald(['check', wrong])
    expect(stderr).toBe('1 error, 0 warnings, tests not run\n')
  })
})

test('fields lists what a rule can match, as a table or as JSON', async () => {
  const { code, stdout } = await herald(['fields'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^FIELD +KIND +EXAMPLE +ABOUT\nproject +text +sales_\* +Project/)
  expect(json((await herald(['fields', '--json'])).stdout)).toContainEqual({
    field: 'duration',
    kind: 'duration',
    example: '{ over: 30m }',
    about: 'How long the job took.',
  })
})

test('schema prints the schema that editors use', async () => {
  const { code, stdout } = await herald(['schema'])
  expect(code).toBe(0)
  expect(json(stdout)).toMatchObject({
    additionalProperties: false,
    properties: { rules: { type: 'array' } },
  })
  expect(json((await herald(['schema', '--team'])).stdout)).not.toHaveProperty('properties.unmatched')
})
