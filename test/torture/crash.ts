import { namedPoints } from './crash/named-points.ts'
import { restartOnHeldSocket } from './crash/handed-over.ts'
import { powerCut } from './crash/power-cut.ts'
import { randomMoments } from './crash/random-moments.ts'
import { stopUnderLoad } from './crash/stop.ts'
import type { Row, Torture } from './row.ts'

/** Printed with the figures, so that a run can be repeated. */
const SEED = 20_240_511

/** Every way in which the process itself can end: stopped, restarted, killed, without power. */
export const run: Torture = async ({ long }) => {
  const rows: Row[] = []
  rows.push(...(await stopUnderLoad(long ? 10 : 1)))
  rows.push(...(await restartOnHeldSocket(long ? 10 : 1)))
  const kills: readonly (() => Promise<readonly Row[]>)[] = [
    () => namedPoints('slack'),
    () => namedPoints('discord', long ? 'all' : 'posted'),
    () => randomMoments(long ? 200 : 20, SEED),
    () => powerCut(long ? 20 : 1, SEED),
  ]
  if (long) for (const kill of kills) rows.push(...(await kill()))
  // At once, because mostly they wait: to look up what may have been posted takes 15 s.
  else rows.push(...(await Promise.all(kills.map((kill) => kill()))).flat())
  return rows
}
