import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { databaseOf } from '../../src/database-setting.ts'
import { openStore } from '../../src/store/open-store.ts'
import { aDelivery, anAcceptance } from '../store/an-acceptance.ts'
import { SLACK_TOKEN, startStandInSlack } from '../support/stand-in-slack.ts'
import { startBridge } from './bridge.ts'
import { cpuSeconds, type Row } from './row.ts'

const DELIVERIES = 5_000
const CHANNELS = 500

/**
 * A backlog over many channels, sent to a Slack that answers at once. Discord allows a bot 50 requests a second and
 * the client keeps to it: its drain would measure that number.
 */
export async function drain(): Promise<readonly Row[]> {
  const { perSecond, cpu, message } = await drainRate()
  const bare = await bareRate(message)
  const each = (seconds: number): string => ((seconds * 1000) / DELIVERIES).toFixed(2)
  const part = Math.round((100 * perSecond) / bare.perSecond)
  return [
    {
      work: `drain of ${DELIVERIES} over ${CHANNELS} channels, Slack`,
      measured: `${Math.round(perSecond)}/s, ${each(cpu)} ms CPU per event, start included`,
      baseline: `${Math.round(bare.perSecond)}/s, ${each(bare.cpu)} ms CPU, Slack's client in a loop that stores and renders nothing`,
      ratio: `${part} % of the loop; at least 1,500/s and at most 1 ms`,
      met: perSecond >= 1_500 && cpu * 1000 <= DELIVERIES,
    },
  ]
}

interface Drained {
  /** Messages a second. */
  readonly perSecond: number
  /** Seconds of CPU of the sender, its start included. */
  readonly cpu: number
}

/** How a bridge drains its backlog, and one of the messages. */
export async function drainRate(databaseUrl?: string): Promise<Drained & { readonly message: object }> {
  const slack = await startStandInSlack()
  const channels = Array.from(
    { length: CHANNELS },
    (_, n) => `  c${n}: { to: "slack:#c${n}", pace: none, limit: none }`,
  )
  const bridge = await startBridge({
    rules: `version: 1\nchannels:\n${channels.join('\n')}\nrules: []\nunmatched: drop\n`,
    slackUrl: slack.apiUrl,
    databaseUrl,
    prepare: fill,
  })
  const posts = await slack.waitFor(DELIVERIES)
  const cpu = cpuSeconds(bridge.pid)
  await bridge.end()
  await slack.close()
  const [first] = posts
  const perSecond = (DELIVERIES * 1000) / ((posts.at(-1)?.at ?? 0) - (first?.at ?? 0))
  return { perSecond, cpu, message: first?.payload ?? {} }
}

async function bareRate(message: object): Promise<Drained> {
  const slack = await startStandInSlack()
  const loop = join(import.meta.dirname, 'bare-drain.ts')
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [loop, slack.apiUrl, String(DELIVERIES), String(CHANNELS), JSON.stringify(message)],
    { env: { ...process.env, SLACK_BOT_TOKEN: SLACK_TOKEN } },
  )
  await slack.close()
  return JSON.parse(stdout) as Drained
}

async function fill(url: string): Promise<void> {
  const database = databaseOf(
    url,
    () => url,
    () => null,
  )
  if (database === null) throw new Error('no such database')
  const store = await openStore({
    database,
    owner: 'bench',
    onWake() {},
    onFatal: (error) => console.error(error),
    log: { info() {}, warn() {} },
  })
  const accepting = Array.from({ length: DELIVERIES }, (_, n) => {
    const channel = `c${n % CHANNELS}`
    const delivery = aDelivery(channel, { lane: `slack:#${channel}`, place: `#${channel}` })
    return store.accept(anAcceptance({ cause: 'Table not found', job_state: 'ERROR' }, [delivery]))
  })
  await Promise.all(accepting)
  await store.close()
}
