import { setTimeout as sleep } from 'node:timers/promises'
import type { Attack, Outcome } from './attack.ts'
import { tally, together } from '../together.ts'
import { openWire, requestBytes, type Wire } from '../wire.ts'

/** Over the 4,096 connections that there may be. */
const CROWD = 4_400
/** Longest time for a head, and the interval in which it is looked at. */
const HEAD_MS = 10_000 + 5_000
/** Slack of this machine. */
const SLACK_MS = 5_000

/** Connections that are slow, silent or very many. */
export const CROWD_ATTACKS: readonly Attack[] = [
  {
    name: 'heads that come a line a second',
    run: ({ url }, long) =>
      slow(
        url,
        long ? 1_000 : 100,
        long ? HEAD_MS + SLACK_MS : null,
        'POST /kylin/callback HTTP/1.1\r\n',
        'X: y\r\n',
      ),
  },
  {
    name: 'bodies that come a byte a second, from nobody',
    run: ({ url }, long) =>
      slow(
        url,
        long ? 1_000 : 100,
        long ? HEAD_MS + SLACK_MS : null,
        requestBytes({ body: '{', length: 9_999 }),
        ' ',
      ),
  },
  {
    name: `${CROWD} connections that say nothing`,
    async run({ url }, long) {
      const crowd: (Wire | null)[] = []
      // Not all in one turn: the honest one is in this process, and has to come to write.
      for (let n = 0; n < (long ? CROWD : 500); n += 100) {
        crowd.push(...(await together(100, () => openWire(url))))
      }
      await sleep(long ? 5_000 : 500)
      const open = crowd.filter((wire) => wire !== null && !wire.isClosed()).length
      for (const wire of crowd) wire?.cut()
      return { counts: `${open} still open`, kept: true }
    },
  },
]

/** Writes on, a bit each second. Where there is a limit, all have to be closed within it. */
async function slow(
  url: string,
  count: number,
  limitMs: number | null,
  first: string | Buffer,
  more: string,
): Promise<Outcome> {
  const wires = (await together(count, () => openWire(url))).filter((wire): wire is Wire => wire !== null)
  for (const wire of wires) wire.write(first)
  const until = performance.now() + (limitMs ?? 2_000)
  while (performance.now() < until && wires.some((wire) => !wire.isClosed())) {
    await sleep(1_000)
    for (const wire of wires) if (!wire.isClosed()) wire.write(more)
  }
  const open = wires.filter((wire) => !wire.isClosed()).length
  const statuses = await Promise.all(
    wires.filter((wire) => wire.isClosed()).map(async (wire) => (await wire.answer())?.status ?? 0),
  )
  for (const wire of wires) wire.cut()
  return {
    counts: `${wires.length} connected; closed: ${tally(statuses) || 'none yet'}; open: ${open}`,
    kept: wires.length === count && (limitMs === null || open === 0),
  }
}
