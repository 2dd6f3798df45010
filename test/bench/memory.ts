import { readFileSync } from 'node:fs'
import { callbackBody, postLoad } from '../support/load.ts'
import { startStandInSlack } from '../support/stand-in-slack.ts'
import { projectRules, startBridge } from './bridge.ts'
import { cpuSeconds, median, type Row } from './row.ts'

const EVENTS = 5_000
const STARTS = 5
const CHANNELS = 50

/** Start and memory of the built program with Slack only. */
export async function memory(): Promise<readonly Row[]> {
  const slack = await startStandInSlack()
  const rules = projectRules(CHANNELS)
  const starts: number[] = []
  const cpus: number[] = []
  for (let n = 0; n < STARTS; n += 1) {
    const startedAt = performance.now()
    const bridge = await startBridge({ rules, slackUrl: slack.apiUrl })
    starts.push((performance.now() - startedAt) / 1000)
    cpus.push(cpuSeconds(bridge.pid))
    await bridge.end()
  }
  const bridge = await startBridge({ rules, slackUrl: slack.apiUrl })
  const idle = residentMb(bridge.pid)
  const peaks: number[] = []
  for (let round = 0; round < 4; round += 1) {
    await postLoad({
      url: bridge.url,
      path: '/kylin/callback',
      connections: 8,
      requests: EVENTS,
      body: (n) => callbackBody(round * EVENTS + n),
    })
    await slack.waitFor((round + 1) * EVENTS)
    peaks.push(residentMb(bridge.pid))
  }
  await bridge.end()
  await slack.close()
  return [
    {
      work: 'start to listening, Slack only, from the build',
      measured: `${median(starts).toFixed(2)} s, ${median(cpus).toFixed(2)} s of CPU`,
      baseline: '',
      ratio: 'at most 0.7 s',
      met: median(starts) <= 0.7,
    },
    {
      work: 'memory, Slack only, from the build',
      measured: `${idle} MB idle, ${peaks.join(', ')} MB after each ${EVENTS} events`,
      baseline: '',
      ratio: 'at most 110 MB, then 170 MB, then flat',
      met: idle <= 110 && Math.max(...peaks) <= 170,
    },
  ]
}

function residentMb(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Math.round(Number(found?.[1]) / 1024)
}
