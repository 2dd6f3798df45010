import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { expect, test } from 'vitest'
import { addBackup } from '../../src/cli/backup.ts'
import { addCheck } from '../../src/cli/check.ts'
import { addDiff } from '../../src/cli/diff.ts'
import { addEvents } from '../../src/cli/events.ts'
import { addExplain } from '../../src/cli/explain.ts'
import { addRender } from '../../src/cli/render.ts'
import { aCommandContext } from './a-command-context.ts'

const folder = mkdtempSync(join(tmpdir(), 'herald-refuse-'))
const RULES = join(folder, 'rules.yaml')
writeFileSync(RULES, 'version: 1\nchannels: { ops: "slack:#ops" }\nrules: []\nunmatched: drop\n')

/** Runs a command in this process. */
async function herald(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { context, out, err, code } = aCommandContext(env)
  const program = new Command()
  for (const add of [addBackup, addCheck, addDiff, addEvents, addExplain, addRender]) add(program, context)
  for (const each of program.commands) each.exitOverride().configureOutput({ writeErr() {} })
  await program.parseAsync(args, { from: 'user' })
  return { code: code(), stdout: out(), stderr: err() }
}

const WRONG_PORT = { PORT: 'x' }

test.each<[args: readonly string[], code: string, env?: Readonly<Record<string, string>>]>([
  [['explain', 'rows=x', '--rules', RULES], 'bad-event'],
  [['explain', 'job_state=FAILED', '--rules', RULES], 'unknown-job-state'],
  [['explain', join(folder, 'nope.json'), '--rules', RULES], 'bad-event'],
  [['explain', 'project=a', '--rules', join(folder, 'nope.yaml')], 'rules-unreadable'],
  [['render', 'rows=x', '--rules', RULES], 'bad-event'],
  [['backup', join(folder, 'x.db'), '--database', `sqlite:${join(folder, 'none.db')}`], 'no-database'],
  [['backup', join(folder, 'x.db')], 'bad-setting', WRONG_PORT],
  [['check', RULES], 'bad-setting', WRONG_PORT],
  [['events'], 'bad-setting', WRONG_PORT],
  [['diff', RULES], 'bad-setting', WRONG_PORT],
])('%j exits with 1 and says why, with --json as JSON', async (args, code, env) => {
  const told = await herald(args, env)
  const asked = await herald([...args, '--json'], env)
  expect([told.code, asked.code, asked.stderr]).toEqual([1, 1, ''])
  const { problems } = JSON.parse(asked.stdout) as { problems: readonly { code: string; message: string }[] }
  expect(problems).toMatchObject([{ severity: 'error', code }])
  expect(told.stdout + told.stderr).toContain(problems[0]?.message)
})

test('a page is no JSON: render refuses --preview with --json', async () => {
  const error: unknown = await herald(['render', 'project=a', '--rules', RULES, '--json', '--preview']).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(CommanderError)
  expect(error).toMatchObject({ exitCode: 2, message: 'error: choose one of --preview and --json' })
})
