import type { HeraldProcess } from '../../support/herald-process.ts'
import type { Lanes } from '../lanes.ts'
import { postAsKylin } from './post-as-kylin.ts'

/** Each sender waits this long between two callbacks, so that the work stays bounded. */
const PAUSE_MS = 15

/** A sender for each lane that posts its callbacks one after the other, and what had no answer again. */
export function aLoad({ count, body }: Lanes) {
  const accepted = new Set<number>()
  const next = Array.from({ length: count }, (_, lane) => lane)
  async function send(lane: number, herald: HeraldProcess, onAnswer: () => void): Promise<void> {
    for (;;) {
      const number = next[lane] ?? 0
      const status = await postAsKylin(herald.url, body(number))
      if (status === 0) return
      if (status === 200) {
        accepted.add(number)
        next[lane] = number + count
      }
      onAnswer()
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
  return {
    accepted,
    /** Calls `kill` at the given answer of this round; resolves when nobody answers any more. */
    async postUntil(answers: number, herald: HeraldProcess, kill: () => void): Promise<void> {
      let left = answers
      if (left === 0) kill()
      const onAnswer = (): void => {
        left -= 1
        if (left === 0) kill()
      }
      await Promise.all(next.map((_, lane) => send(lane, herald, onAnswer)))
      await herald.ended
    },
  }
}
