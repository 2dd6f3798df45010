import { percentile } from '../../bench/row.ts'
import { postLoad } from '../../support/load.ts'
import { drained } from '../crash/ledger.ts'
import { aScene, type Scene } from '../crash/scene.ts'
import { type Lanes, numberOf, someLanes } from '../lanes.ts'
import { type Row, verdict } from '../row.ts'

const CHANNELS = 20
/** The first two channels are the bad ones. */
const BAD = 2
const PER_SECOND = 50
const ALWAYS = 1e9
/** Beyond this it is no noise any more: a send that waited for a hung one would take 9 s. */
const TIMES = 3
const MORE_MS = 250
/** A hung send ends after 9 s, then the lane rests for some seconds more. */
const MOST_MS = 120_000

/** One channel hangs and one fails while the others are told: their 99th percentile, with and without in one run. */
export async function neighbours(rounds: number, each: number): Promise<Row> {
  const lanes = someLanes(CHANNELS, 0)
  const scene = await aScene({ rules: lanes.rules })
  const sent: number[] = []
  const took = { without: [] as number[], with: [] as number[] }
  const block = (count: number): number[] =>
    Array.from({ length: count }, (_, n) => (sent.at(-1) ?? -1) + 1 + n)
  const healthy = (number: number): boolean => number % CHANNELS >= BAD
  try {
    const { url } = await scene.serve()
    const measure = async (numbers: readonly number[]): Promise<number[]> => {
      sent.push(...numbers)
      const sentAt = await posted(url, lanes, numbers)
      return tookOf(scene, numbers.filter(healthy), sentAt)
    }
    // What is loaded at the first send is not what is measured.
    await measure(block(CHANNELS))
    for (let round = 0; round < rounds; round += 1) {
      took.without.push(...(await measure(block(each).filter(healthy))))
      scene.slack.fail(
        { channel: lanes.placeOf(0), breaks: 'hang', times: ALWAYS },
        { channel: lanes.placeOf(1), status: 500, times: ALWAYS },
      )
      took.with.push(...(await measure(block(each))))
      scene.slack.heal()
    }
    const done = await drained(scene.database, MOST_MS)
    const told = new Set(scene.slack.posts.map(numberOf))
    const lost = sent.filter((number) => !told.has(number)).length
    const [before, after] = [percentile(took.without, 0.99), percentile(took.with, 0.99)]
    const [median, medianAfter] = [percentile(took.without, 0.5), percentile(took.with, 0.5)]
    return {
      done: `one channel hangs and one fails beside ${CHANNELS - BAD} others, ${PER_SECOND} callbacks a second`,
      counts: `p99 of the others ${before.toFixed(0)} ms without, ${after.toFixed(0)} ms with (p50 ${median.toFixed(0)} and ${medianAfter.toFixed(0)}); ${lost} of ${sent.length} lost`,
      verdict: verdict(done && lost === 0 && after <= TIMES * before + MORE_MS),
    }
  } finally {
    await scene.end()
  }
}

/** Posts callbacks at the steady rate; resolves to when each was sent, wall clock with a fraction. */
async function posted(
  url: string,
  lanes: Lanes,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const sentAt = new Map<number, number>()
  await postLoad({
    url,
    path: '/kylin/callback',
    connections: 4,
    requests: numbers.length,
    perSecond: PER_SECOND,
    body(n) {
      const number = numbers[n] ?? 0
      sentAt.set(number, performance.timeOrigin + performance.now())
      return lanes.body(number)
    },
  })
  return sentAt
}

/** How long each callback took to its first post, once all of them have come, ms. */
async function tookOf(
  { slack }: Scene,
  numbers: readonly number[],
  sentAt: ReadonlyMap<number, number>,
): Promise<number[]> {
  for (;;) {
    const arrived = new Map(slack.posts.toReversed().map((post) => [numberOf(post), post.at]))
    if (numbers.every((number) => arrived.has(number))) {
      return numbers.map((number) => (arrived.get(number) ?? 0) - (sentAt.get(number) ?? 0))
    }
    await slack.waitFor(slack.posts.length + 1)
  }
}
