import { SLACK_TOKEN, startStandInSlack } from '../../support/stand-in-slack.ts'
import { someLanes } from '../lanes.ts'
import { type Paced, stampsOf } from './paced.ts'
import { aSimulation, type Simulation } from './simulation.ts'

export const CHANNELS = 5
/** Callbacks for each channel. */
export const EACH = 4
export const COUNT: number = CHANNELS * EACH
/** Slack takes one message a second and channel. */
export const GAP_MS = 1_000
/** Longer than anything here may take, once the platform is well. */
export const MOST_MS = 3_600_000

/** A few channels of a Slack that the test makes ill, in simulated time. */
export async function aSmallOutage(tokens: ReadonlySet<string> = new Set([SLACK_TOKEN])) {
  const lanes = someLanes(CHANNELS, 0, '')
  const slack = await startStandInSlack({ tokens })
  const deaths = { count: 0, listener: (): void => undefined }
  const { stamps, note } = stampsOf(
    () => slack.posts,
    () => simulation.now(),
  )
  const simulation = await aSimulation({
    rules: lanes.rules,
    slackUrl: slack.apiUrl,
    onStep: note,
    onSettling({ result }) {
      if (result.state !== 'dead') return
      deaths.count += 1
      deaths.listener()
    },
  })
  return {
    lanes,
    slack,
    simulation,
    stamps,
    note,
    deaths,
    end: async () => {
      await simulation.end()
      await slack.close()
    },
  }
}

/** Whether everything was told, once and in order. */
export function isWhole({ told, repeats, reordered }: Paced): boolean {
  return told === COUNT && repeats + reordered === 0
}

/** Attempts that were counted against a delivery. */
export async function strikesIn(simulation: Simulation): Promise<number> {
  const [row] = await simulation.rows('SELECT SUM(strikes) AS strikes FROM delivery')
  return Number(row?.['strikes'])
}
