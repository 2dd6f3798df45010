import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type HeraldProcess, startHeraldProcess } from '../support/herald-process.ts'
import {
  DISCORD_TOKEN,
  startStandInDiscord,
  type StandInDiscordOptions,
} from '../support/stand-in-discord.ts'
import { SLACK_TOKEN, startStandInSlack, type StandInSlackOptions } from '../support/stand-in-slack.ts'

/** Every callback is told at one place, as fast as they come. */
export const ALL_TO_OPS = `
version: 1
channels: { ops: { to: "slack:#ops", pace: none } }
rules:
  - { name: all, send: ops }
unmatched: drop
`

/** Both stand-ins, a rules file and a database of its own; everything is ended with the test. */
export async function aSetting(
  rules: string,
  options: { readonly slack?: StandInSlackOptions; readonly discord?: StandInDiscordOptions } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'herald-e2e-'))
  const rulesFile = join(folder, 'rules.yaml')
  writeFileSync(rulesFile, rules)
  const slack = await startStandInSlack(options.slack)
  const discord = await startStandInDiscord(options.discord)
  const processes: HeraldProcess[] = []
  onTestFinished(async () => {
    for (const herald of processes) await herald.kill('SIGKILL')
    await slack.close()
    await discord.close()
  })
  const env = {
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: SLACK_TOKEN,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_BOT_TOKEN: DISCORD_TOKEN,
    DRAIN_SECONDS: '0',
  }
  const args = ['--rules', rulesFile, '--database', `sqlite:${join(folder, 'herald.db')}`]
  return {
    folder,
    rulesFile,
    slack,
    discord,
    env,
    args,
    /** @param main the program, from the project's root, where it is not the sources */
    async serve(more: readonly string[] = [], over: Readonly<Record<string, string>> = {}, main?: string) {
      const herald = await startHeraldProcess([...args, ...more], {
        env: { ...env, ...over },
        ...(main === undefined ? {} : { main }),
      })
      processes.push(herald)
      return herald
    },
  }
}

/** Posts one callback as Kylin does; resolves to the status and the body of the answer. */
export async function postCallback(url: string, body: string | Buffer, path = '/kylin/callback') {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: new Uint8Array(Buffer.from(body)),
  })
  return { status: answer.status, body: await answer.text() }
}

let made = 0

/** The body of a callback that no other has. */
export function aCallback(fields: Readonly<Record<string, unknown>> = {}): string {
  made += 1
  const job = { project: 'sales', job_type: 'INC_BUILD', job_state: 'ERROR', msg: 'it broke' }
  return JSON.stringify({ job_id: `job-${made}`, end_time: 1_715_414_588_900 + made, ...job, ...fields })
}
