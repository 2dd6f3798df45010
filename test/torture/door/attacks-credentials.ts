import { median } from '../../bench/row.ts'
import { PASSWORD, USER } from '../a-bridge.ts'
import type { Attack, Door, Outcome } from './attack.ts'
import { tally, together } from '../together.ts'
import { basic, openWire, requestBytes } from '../wire.ts'

const BODY = '{"job_id":"knock-1","project":"attack","job_state":"ERROR","job_type":"X"}'
const wrong = (text: string): string => text.replaceAll(/./g, (letter) => (letter === 'x' ? 'y' : 'x'))

/** Wrong in ways that cost another time where the comparison is careless. */
const GUESSES: Readonly<Record<string, string>> = {
  'password wrong from the start': basic(USER, wrong(PASSWORD)),
  'password wrong at the end': basic(USER, `${PASSWORD.slice(0, -1)}${wrong(PASSWORD.slice(-1))}`),
  'password too short': basic(USER, PASSWORD.slice(0, -1)),
  'user unknown': basic(wrong(USER), PASSWORD),
}
const OTHERS = [
  '',
  'Basic',
  'Basic ====',
  'Bearer abc',
  'Digest username="kylin"',
  basic('', ''),
  'x'.repeat(8_000),
]
/** Lines of one message a minute. */
const MOST_LINES = 20

/** Knocking without the right credentials. */
export const CREDENTIAL_ATTACKS: readonly Attack[] = [
  {
    name: 'a flood of wrong credentials',
    async run({ url, log }, long) {
      const tried = [...Object.values(GUESSES), ...OTHERS]
      const each = long ? 2_000 : 50
      const statuses = await together(tried.length, (n) => knock(url, tried[n] ?? '', each))
      const lines = log().match(/"message":"callback refused, wrong credentials"/g)?.length ?? 0
      // A run on a slow machine may last into a second minute, and a third.
      const most = long ? 3 * MOST_LINES : MOST_LINES
      return {
        counts: `${tally(statuses.flat())}; ${lines} log lines`,
        kept: statuses.flat().every((status) => status === 401) && lines > 0 && lines <= most,
      }
    },
  },
  {
    name: 'guesses, timed one after another (reported, not judged)',
    run: (door, long) => timed(door, long ? 3_000 : 100),
  },
]

async function knock(url: string, authorization: string, times: number): Promise<number[]> {
  const statuses: number[] = []
  const wire = await openWire(url)
  for (let n = 0; n < times; n += 1) {
    wire?.write(requestBytes({ body: BODY, authorization }))
    statuses.push((await wire?.answer())?.status ?? 0)
  }
  wire?.cut()
  return statuses
}

async function timed({ url }: Door, rounds: number): Promise<Outcome> {
  const wire = await openWire(url)
  const times = new Map<string, number[]>(Object.keys(GUESSES).map((name) => [name, []]))
  const statuses: number[] = []
  for (let n = 0; n < rounds; n += 1) {
    for (const [name, authorization] of Object.entries(GUESSES)) {
      const startedAt = performance.now()
      wire?.write(requestBytes({ body: BODY, authorization }))
      statuses.push((await wire?.answer())?.status ?? 0)
      times.get(name)?.push((performance.now() - startedAt) * 1_000)
    }
  }
  wire?.cut()
  const medians = [...times].map(([name, list]) => `${name} ${median(list).toFixed(0)} µs`)
  return { counts: `medians: ${medians.join(', ')}`, kept: statuses.every((status) => status === 401) }
}
