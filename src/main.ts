#!/usr/bin/env -S node --max-semi-space-size=8
// 8 MB: left alone, V8's young generation grows to 128 MB that no event needs (270 → 177 MB resident after 15,000).
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { addBackup } from './cli/backup.ts'
import { addCheck } from './cli/check.ts'
import { addCommands } from './cli/commands.ts'
import { addCompletion } from './cli/completion.ts'
import { addDead } from './cli/dead.ts'
import type { Context } from './cli/context.ts'
import { addDiff } from './cli/diff.ts'
import { addDoctor } from './cli/doctor.ts'
import { addEvents } from './cli/events.ts'
import { addExplain } from './cli/explain.ts'
import { addFields } from './cli/fields.ts'
import { addInit } from './cli/init.ts'
import { EXIT } from './cli/output.ts'
import { addQuarantine } from './cli/quarantine.ts'
import { addRender } from './cli/render.ts'
import { addReplay } from './cli/replay.ts'
import { addSchema } from './cli/schema.ts'
import { addSendTest } from './cli/send-test.ts'
import { addSent } from './cli/sent.ts'
import { addTest } from './cli/test.ts'
import { addWhy } from './cli/why.ts'
import { addServe } from './serve.ts'
import { surroundings } from './settings.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

const around = surroundings()
const context: Context = {
  version,
  terminal: {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    color: process.stdout.isTTY && (around.env['NO_COLOR'] ?? '') === '',
    width: Math.min(process.stdout.columns || 100, 120),
  },
  surroundings: around,
  stdin: process.stdin,
  now: () => Date.now(),
  exit: (code) => void (process.exitCode = code),
}

const program = new Command('herald')
  .description("Tells the right Slack or Discord channel what became of Apache Kylin's jobs.")
  .version(version)
  .showHelpAfterError('(herald --help says more)')
  .exitOverride()
addServe(program, context)
addCheck(program, context)
addTest(program, context)
addExplain(program, context)
addRender(program, context)
addDoctor(program, context)
addSendTest(program, context)
addDiff(program, context)
addEvents(program, context)
addWhy(program, context)
addDead(program, context)
addReplay(program, context)
addSent(program, context)
addQuarantine(program, context)
addBackup(program, context)
addSchema(program, context)
addFields(program, context)
addInit(program, context)
addCompletion(program, context)
addCommands(program, context)

// Whoever read us is gone (`herald … | head`, a log shipper that died): no reason to end what we do.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.wrongUse
}
