import { SLACK_TOKEN } from '../../support/stand-in-slack.ts'
import { drained, isSound, ledgerOf, strikesIn } from '../crash/ledger.ts'
import { postAsKylin } from '../crash/post-as-kylin.ts'
import { aScene } from '../crash/scene.ts'
import { numberOf, someLanes } from '../lanes.ts'
import { type Row, verdict } from '../row.ts'
import { aSmallOutage, CHANNELS, COUNT, GAP_MS, MOST_MS } from './small-outage.ts'

/** The longest wait between two probes, and the sending. */
const LONGEST_PROBE_MS = 6 * 60_000
const ALWAYS = 1e9

/**
 * A token that is revoked for a while, in real time: the account waits and is probed, nothing is lost and nothing
 * counted.
 */
export async function revokedToken(seconds: number): Promise<Row> {
  const lanes = someLanes(CHANNELS, 0)
  const tokens = new Set<string>()
  const scene = await aScene({ rules: lanes.rules, slack: { tokens } })
  try {
    const { url } = await scene.serve()
    const accepted = new Set<number>()
    for (let number = 0; number < COUNT; number += 1) {
      if ((await postAsKylin(url, lanes.body(number))) === 200) accepted.add(number)
    }
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
    const { requests } = scene.slack.counters
    const told = scene.slack.posts.length
    tokens.add(SLACK_TOKEN)
    const back = performance.now()
    const done = await drained(scene.database, LONGEST_PROBE_MS)
    const took = (performance.now() - back) / 1000
    const ledger = ledgerOf(scene, lanes, accepted)
    const strikes = strikesIn(scene.database)
    // The first of each channel, then a probe after every wait, which doubles.
    const most = CHANNELS + 2 * Math.ceil(Math.log2(seconds + 1)) + 2
    return {
      done: `the token revoked for ${seconds} s, ${COUNT} deliveries in ${CHANNELS} channels`,
      counts: `${requests} requests refused, ${strikes} strikes; valid again: ${scene.slack.posts.length} told in ${took.toFixed(1)} s, ${ledger.lost.length} lost`,
      verdict: verdict(
        done &&
          accepted.size === COUNT &&
          told + strikes === 0 &&
          requests >= 1 &&
          requests <= most &&
          isSound(ledger),
      ),
    }
  } finally {
    await scene.end()
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
    const [row] = (await simulation.rows(DEAD)) as unknown as { tries: number; help: string }[]
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
