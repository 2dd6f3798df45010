import type { Post } from '../../support/stand-in.ts'
import { openWire, requestBytes } from '../wire.ts'

export interface BeatOptions {
  readonly url: string
  readonly authorization: string
  /** Its project, by which the rules send it to a channel of its own. */
  readonly project: string
  readonly everyMs?: number
}

export interface BeatResult {
  readonly sent: number
  /** Numbers of those answered with exactly 200. */
  readonly accepted: readonly number[]
  /** Time to the slowest answer, ms; infinite where one did not come. */
  readonly slowestMs: number
}

/** Honest callbacks that go on while something else attacks. */
export interface Beat {
  /** Resolves when the last one is answered. */
  readonly stop: () => Promise<BeatResult>
}

/** Posts one callback a second, each over a connection of its own, as Kylin's client does. */
export function startBeat({ url, authorization, project, everyMs = 1_000 }: BeatOptions): Beat {
  const under: Promise<void>[] = []
  const accepted: number[] = []
  let sent = 0
  let slowestMs = 0

  async function post(n: number): Promise<void> {
    const body = JSON.stringify({
      job_id: `beat-${project}-${n}-end`,
      project,
      job_state: 'ERROR',
      job_type: 'INC_BUILD',
    })
    const startedAt = performance.now()
    const wire = await openWire(url)
    wire?.write(requestBytes({ authorization, body }))
    const answer = (await wire?.answer()) ?? null
    wire?.cut()
    if (answer?.status === 200) accepted.push(n)
    slowestMs = answer === null ? Infinity : Math.max(slowestMs, performance.now() - startedAt)
  }
  const next = (): void => {
    under.push(post(sent))
    sent += 1
  }
  next()
  const timer = setInterval(next, everyMs)
  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(under)
      return { sent, accepted, slowestMs }
    },
  }
}

/** How often each of the accepted ones was posted: [how many were not, how many more than once]. */
export function toldOf(project: string, { accepted }: BeatResult, posts: readonly Post[]): [number, number] {
  const counts = new Map<string, number>()
  for (const { payload } of posts) {
    const id = new RegExp(`beat-${project}-\\d+-end`).exec(JSON.stringify(payload))?.[0]
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  const missing = accepted.filter((n) => !counts.has(`beat-${project}-${n}-end`)).length
  return [missing, [...counts.values()].filter((count) => count > 1).length]
}
