import { namedPoints } from './crash/named-points.ts'
import { restartOnHeldSocket } from './crash/handed-over.ts'
import { powerCut } from './crash/power-cut.ts'
import { randomMoments } from './crash/random-moments.ts'
import { stopUnderLoad } from './crash/stop.ts'
import type { Row, Torture } from './row.ts'

/** Printed with the figures, so that a run can be repeated. */
const SEED = 20_240_511

/** Every way in which the process itself can end: killed, without power, stopped, restarted. */
export const run: Torture = async ({ long }) => {
  const rows: Row[] = []
  rows.push(...(await namedPoints('slack')), ...(await namedPoints('discord', long ? 'all' : 'posted')))
  rows.push(...(await randomMoments(long ? 200 : 20, SEED)))
  rows.push(...(await powerCut(long ? 20 : 1, SEED)))
  rows.push(...(await stopUnderLoad(long ? 10 : 1)))
  rows.push(...(await restartOnHeldSocket(long ? 10 : 1)))
  return rows
}
