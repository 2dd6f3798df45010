import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HeraldProcess, type RunOptions, startHeraldProcess } from '../../support/herald-process.ts'
import {
  DISCORD_TOKEN,
  type StandInDiscord,
  type StandInDiscordOptions,
  startStandInDiscord,
} from '../../support/stand-in-discord.ts'
import {
  SLACK_TOKEN,
  type StandInSlack,
  type StandInSlackOptions,
  startStandInSlack,
} from '../../support/stand-in-slack.ts'

/** Both stand-ins, which outlive the bridge, and a database that its processes take over from one another. */
export interface Scene {
  readonly slack: StandInSlack
  readonly discord: StandInDiscord
  /** The database file. */
  readonly database: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Starts the bridge; resolves once it listens. */
  readonly serve: (options?: RunOptions) => Promise<HeraldProcess>
  /** Ends every process that was started, and takes everything away. */
  readonly end: () => Promise<void>
}

export interface SceneOptions {
  readonly rules: string
  /** Where the database goes; a folder of its own when absent. */
  readonly database?: string
  readonly slack?: StandInSlackOptions
  readonly discord?: StandInDiscordOptions
}

export async function aScene(options: SceneOptions): Promise<Scene> {
  const { rules, database } = options
  const folder = mkdtempSync(join(tmpdir(), 'herald-torture-'))
  const rulesFile = join(folder, 'rules.yaml')
  writeFileSync(rulesFile, rules)
  const slack = await startStandInSlack(options.slack)
  const discord = await startStandInDiscord(options.discord)
  const file = database ?? join(folder, 'herald.db')
  const args = ['--rules', rulesFile, '--database', `sqlite:${file}`]
  const env = {
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: SLACK_TOKEN,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_BOT_TOKEN: DISCORD_TOKEN,
    DRAIN_SECONDS: '0',
  }
  const processes: HeraldProcess[] = []
  return {
    slack,
    discord,
    database: file,
    args,
    env,
    async serve(how = {}) {
      const herald = await startHeraldProcess(args, { ...how, env: { ...env, ...how.env } })
      processes.push(herald)
      return herald
    },
    async end() {
      for (const herald of processes) await herald.kill('SIGKILL')
      await slack.close()
      await discord.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
