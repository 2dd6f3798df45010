import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HeraldProcess, type RunOptions, startHeraldProcess } from '../support/herald-process.ts'
import { slackProblems } from '../support/slack-rules.ts'
import { SLACK_TOKEN, type StandInSlack, startStandInSlack } from '../support/stand-in-slack.ts'
import { basic } from './wire.ts'

/** The door is locked with these. */
export const USER = 'kylin'
export const PASSWORD = 'k7-callback-password'
export const AUTHORIZATION: string = basic(USER, PASSWORD)

export interface ABridge {
  readonly folder: string
  /** The database file. */
  readonly database: string
  readonly slack: StandInSlack
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Starts a `herald serve` on the database; what was started is ended by `end`. */
  readonly serve: (options?: RunOptions, more?: readonly string[]) => Promise<HeraldProcess>
  readonly end: () => Promise<void>
}

/**
 * A rules file, a Slack and a database for real processes. Port and credentials are set.
 * @param database another place for the database file
 */
export async function aBridge(rules: string, database?: string): Promise<ABridge> {
  const folder = mkdtempSync(join(tmpdir(), 'herald-torture-'))
  const rulesFile = join(folder, 'rules.yaml')
  writeFileSync(rulesFile, rules)
  const slack = await startStandInSlack({ validate: slackProblems })
  const file = database ?? join(folder, 'herald.db')
  const args = ['--rules', rulesFile, '--database', `sqlite:${file}`]
  const env = {
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: SLACK_TOKEN,
    DRAIN_SECONDS: '0',
    CALLBACK_USERNAME: USER,
    CALLBACK_PASSWORD: PASSWORD,
  }
  const started: HeraldProcess[] = []
  return {
    folder,
    database: file,
    slack,
    args,
    env,
    async serve(options = {}, more = []) {
      const herald = await startHeraldProcess([...args, ...more], {
        ...options,
        env: { ...env, ...options.env },
      })
      started.push(herald)
      return herald
    },
    async end() {
      for (const herald of started) await herald.kill('SIGKILL')
      await slack.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
