import { SLACK_TOKEN } from '../../support/stand-in-slack.ts'
import { numberOf } from '../lanes.ts'
import { type Row, verdict } from '../row.ts'
import { pacedOf } from './paced.ts'
import { aSmallOutage, CHANNELS, COUNT, GAP_MS, isWhole, MOST_MS, strikesIn } from './small-outage.ts'

const HOUR_MS = 3_600_000
const ALWAYS = 1e9

/** A token that is revoked for hours: the account pauses, nothing is lost and nothing counted. */
export async function revokedToken(): Promise<Row> {
  const tokens = new Set<string>()
  const { simulation, slack, lanes, stamps, note, end } = await aSmallOutage(tokens)
  try {
    for (let number = 0; number < COUNT; number += 1) await simulation.accept(lanes.body(number))
    await simulation.pass(6 * HOUR_MS)
    const { requests } = slack.counters
    const strikes = strikesIn(simulation)
    tokens.add(SLACK_TOKEN)
    const back = simulation.now()
    const done = await simulation.drain(MOST_MS)
    note()
    const took = (simulation.now() - back) / 1000
    const paced = pacedOf(stamps)
    // All channels at once after each pause would be as many times more.
    const most = (6 * HOUR_MS) / 150_000 + 10
    return {
      done: `the token revoked for 6 h, ${COUNT} deliveries in ${CHANNELS} channels`,
      counts: `${requests} requests refused, ${strikes} strikes; valid again: ${paced.told} told in ${took.toFixed(0)} s, ${COUNT - paced.told} lost`,
      verdict: verdict(done && strikes === 0 && isWhole(paced) && requests <= most * CHANNELS),
    }
  } finally {
    await end()
  }
}

/** Only one message fails, with 500: it holds its channel for minutes at most, and is dead then. */
export async function poisoned(): Promise<Row> {
  const { simulation, slack, lanes, stamps, note, end, deaths } = await aSmallOutage()
  try {
    slack.fail({ channel: '#c1', status: 500, times: ALWAYS })
    deaths.listener = () => slack.heal()
    for (let number = 0; number < COUNT; number += 1) await simulation.accept(lanes.body(number))
    // The others' channels go on having something to tell.
    for (let number = COUNT; deaths.count === 0 && number < COUNT + 600; number += 1) {
      if (number % CHANNELS !== 1) await simulation.accept(lanes.body(number))
      await simulation.pass(GAP_MS)
    }
    const heldFor = simulation.now() / 1000
    const done = await simulation.drain(MOST_MS)
    note()
    const [row] = simulation.rows(DEAD) as { tries: number; help: string }[]
    const behind = [...stamps.keys()].filter(({ channel }) => channel === '#c1').map(numberOf)
    return {
      done: 'one message is answered 500 again and again, the others of its account go through',
      counts: `dead after ${row?.tries} attempts in ${heldFor.toFixed(0)} s; the ${behind.length} behind it were told in order: ${behind.join(', ')}`,
      verdict: verdict(
        done &&
          deaths.count === 1 &&
          row !== undefined &&
          row.help !== '' &&
          heldFor <= 600 &&
          behind.join() === '6,11,16',
      ),
    }
  } finally {
    await end()
  }
}

const DEAD = `SELECT tries, help FROM delivery WHERE state = 'dead'`
