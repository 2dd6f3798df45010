import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HeraldProcess, startHeraldProcess } from '../support/herald-process.ts'
import { DISCORD_TOKEN } from '../support/stand-in-discord.ts'
import { SLACK_TOKEN } from '../support/stand-in-slack.ts'

export interface Bridge extends HeraldProcess {
  readonly end: () => Promise<void>
}

export interface BridgeOptions {
  readonly rules: string
  readonly slackUrl?: string
  readonly discordUrl?: string
  /** Where it keeps its events; a SQLite file of its own when absent. */
  readonly databaseUrl?: string | undefined
  /** Fills the database, by its URL, before the start. */
  readonly prepare?: (url: string) => Promise<void>
}

/** The program as it is installed: `bench.ts` builds it first. */
const MAIN = 'dist/main.js'

/** Rules that send each of so many projects of the load to a Slack channel of its own, without pace or limit. */
export function projectRules(count: number): string {
  const all = Array.from({ length: count }, (_, n) => n)
  const channels = all.map((n) => `  c${n}: { to: "slack:#c${n}", pace: none, limit: none }`)
  const rules = all.map((n) => `  - { name: r${n}, when: { project: project_${n} }, send: c${n} }`)
  return `version: 1\nchannels:\n${channels.join('\n')}\nrules:\n${rules.join('\n')}\nunmatched: drop\n`
}

/** A `herald serve` of its own with a database of its own. */
export async function startBridge(options: BridgeOptions): Promise<Bridge> {
  const folder = mkdtempSync(join(tmpdir(), 'herald-bench-'))
  const rulesFile = join(folder, 'rules.yaml')
  writeFileSync(rulesFile, options.rules)
  const database = options.databaseUrl ?? `sqlite:${join(folder, 'herald.db')}`
  await options.prepare?.(database)
  const herald = await startHeraldProcess(['--rules', rulesFile, '--database', database], {
    main: MAIN,
    nodeFlags: flagsOf(MAIN),
    env: {
      SLACK_BOT_TOKEN: SLACK_TOKEN,
      DISCORD_BOT_TOKEN: DISCORD_TOKEN,
      DRAIN_SECONDS: '0',
      // Nothing listens there: what is not to be measured stays waiting.
      SLACK_API_URL: options.slackUrl ?? 'http://127.0.0.1:9/api/',
      ...(options.discordUrl === undefined ? {} : { DISCORD_API_URL: options.discordUrl }),
    },
  })
  return {
    ...herald,
    async end() {
      await herald.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The options of Node that a program's first line asks for, as it is run where it is installed. */
function flagsOf(main: string): readonly string[] {
  const [first = ''] = readFileSync(join(import.meta.dirname, '../..', main), 'utf8').split('\n', 1)
  return first.split(' ').filter((word) => word.startsWith('--'))
}
