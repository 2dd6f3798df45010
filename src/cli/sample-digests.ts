import { addToTally } from '../render/add-to-tally.ts'
import type { DigestContext } from '../render/digest.ts'
import type { Member } from '../render/tally.ts'

/** What a digest tells, without for whom. */
export type SampleDigest = Pick<DigestContext, 'what' | 'tally' | 'ended' | 'since' | 'until'>

const HOUR = 3_600_000

/** So many of one project, job and cause. */
type Some = readonly [count: number, project: string, cause: string, job_state?: string]

const STORM: readonly Some[] = [
  [
    352,
    'sales_eu',
    'org.apache.spark.sql.AnalysisException: Table or view not found: `SSB`.`P_LINEORDER_17`',
  ],
  [
    46,
    'sales_eu',
    'Container killed by YARN for exceeding physical memory limits. 4.6 GB of 4.5 GB physical memory used.',
  ],
  [14, 'sales_eu', 'java.net.ConnectException: Connection refused: node-3.example.internal/10.0.0.3:8020'],
  [60, 'risk', 'java.lang.OutOfMemoryError: Java heap space'],
  [15, '零售分析', 'java.io.IOException: No space left on device'],
]
const NIGHT: readonly Some[] = [
  [7, 'sales_eu', '', 'SUCCEED'],
  [3, 'risk', 'java.lang.OutOfMemoryError: Java heap space'],
  [1, 'risk', '', 'PAUSED'],
  [1, '零售分析', '', 'DISCARDED'],
]

export const SAMPLE_DIGESTS = ['storm', 'over', 'quiet', 'daily', 'hourly'] as const
export type SampleDigestName = (typeof SAMPLE_DIGESTS)[number]

/** Digests as they happen, for a look at a template: a storm as it goes on and when it is over, and what a clock sends. */
export function sampleDigests(now: number): Readonly<Record<SampleDigestName, SampleDigest>> {
  const storm = addToTally(null, membersOf(STORM, now - 188_000, 188_000))
  const morning = now - ((now - 8 * HOUR) % (24 * HOUR))
  const night = addToTally(null, membersOf(NIGHT, morning - 9 * HOUR, 8 * HOUR))
  const one = addToTally(null, membersOf([[1, 'risk', '']], now, 0))
  return {
    storm: { what: 'storm', tally: storm, ended: false },
    over: { what: 'storm', tally: storm, ended: true },
    quiet: { what: 'quiet', tally: night, ended: true, since: morning - 10 * HOUR, until: morning },
    daily: { what: 'digest', tally: night, ended: true, since: morning - 24 * HOUR, until: morning },
    hourly: { what: 'digest', tally: one, ended: true, since: now - HOUR, until: now },
  }
}

/** Evenly over a time that begins at `from`. */
function membersOf(all: readonly Some[], from: number, spanMs: number): readonly Member[] {
  const jobs = all.flatMap((some) => Array.from({ length: some[0] }, () => some))
  const step = spanMs / Math.max(1, jobs.length - 1)
  return jobs.map(([, project, cause, job_state = 'ERROR'], index) => {
    const at = Math.round(from + index * step)
    return { project, cause, job_state, job_type: 'INC_BUILD', job_id: 'job', at }
  })
}
