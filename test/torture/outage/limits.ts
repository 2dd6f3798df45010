import { slackRefuses } from '../../support/stand-in-slack.ts'
import type { Fault } from '../../support/stand-in-faults.ts'
import { type Row, verdict } from '../row.ts'
import { pacedOf, type stampsOf } from './paced.ts'
import { aSmallOutage, CHANNELS, COUNT, EACH, GAP_MS, isWhole, MOST_MS, strikesIn } from './small-outage.ts'

/** What the bridge makes of `accesslimited`, which comes without a time. */
const ACCESS_LIMITED_MS = 60_000
/** A limit with a fraction of a second, so that rounding would show. */
const RETRY_AFTER_MS = 7_345
const LIMITED: Fault = {
  channel: '#c1',
  status: 429,
  headers: { 'retry-after': String(RETRY_AFTER_MS / 1000) },
  body: '{"ok":false,"error":"ratelimited"}',
}

/** Retry-After for one channel: obeyed to the millisecond there, unheard everywhere else. */
export async function channelLimit(): Promise<Row> {
  const { simulation, slack, lanes, stamps, note, end } = await aSmallOutage()
  try {
    slack.fail(LIMITED)
    for (let number = 0; number < COUNT; number += 1) await simulation.accept(lanes.body(number))
    const done = await simulation.drain(MOST_MS)
    note()
    const firsts = firstsOf(stamps)
    const strikes = await strikesIn(simulation)
    const limited = firsts.get('#c1') ?? Number.NaN
    const others = [...firsts].filter(([channel]) => channel !== '#c1').map(([, at]) => at)
    const ends = [...stamps].filter(([{ channel }]) => channel !== '#c1').map(([, at]) => at)
    const last = Math.max(...ends)
    return {
      done: `Retry-After: ${RETRY_AFTER_MS / 1000} s to one channel of ${CHANNELS}`,
      counts: `its first message after ${limited} ms, those of the others after ${Math.max(...others)} ms, their last after ${last} ms at 1 a second; ${strikes} strikes`,
      verdict: verdict(
        done &&
          limited === RETRY_AFTER_MS &&
          Math.max(...others) === 0 &&
          last === (EACH - 1) * GAP_MS &&
          isWhole(pacedOf(stamps)) &&
          strikes === 0,
      ),
    }
  } finally {
    await end()
  }
}

/** A limit of the whole workspace pauses every channel of it, for as long as Slack's refusal stands for. */
export async function accountLimit(): Promise<Row> {
  const { simulation, slack, lanes, stamps, note, end } = await aSmallOutage()
  try {
    slack.fail(slackRefuses('accesslimited'))
    await simulation.accept(lanes.body(0))
    await simulation.pass(1)
    const before = slack.counters.requests
    for (let number = 1; number < COUNT; number += 1) await simulation.accept(lanes.body(number))
    await simulation.pass(ACCESS_LIMITED_MS - 2)
    const during = slack.counters.requests - before
    const done = await simulation.drain(MOST_MS)
    note()
    const firsts = [...firstsOf(stamps).values()]
    const strikes = await strikesIn(simulation)
    return {
      done: `a limit of the whole account for ${ACCESS_LIMITED_MS / 1000} s, ${CHANNELS} channels`,
      counts: `${during} requests meanwhile, the first messages after ${Math.min(...firsts)} to ${Math.max(...firsts)} ms; ${strikes} strikes`,
      verdict: verdict(
        done &&
          before === 1 &&
          during === 0 &&
          firsts.every((at) => at === ACCESS_LIMITED_MS) &&
          isWhole(pacedOf(stamps)) &&
          strikes === 0,
      ),
    }
  } finally {
    await end()
  }
}

/** When each channel's first message came. */
function firstsOf(stamps: ReturnType<typeof stampsOf>['stamps']): Map<string, number> {
  const firsts = new Map<string, number>()
  for (const [{ channel }, at] of stamps) if (!firsts.has(channel)) firsts.set(channel, at)
  return firsts
}
