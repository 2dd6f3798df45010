import { setTimeout as sleep } from 'node:timers/promises'
import { postAsKylin } from '../crash/post-as-kylin.ts'
import type { Lanes } from '../lanes.ts'

/** Each sender waits this long between two callbacks, so that the work stays bounded. */
const PAUSE_MS = 25
/** Kylin bears no longer silence, ms. */
const GIVE_UP_MS = 3_000

/** Callbacks that several replicas take. */
export interface Load {
  /** Numbers of what was answered 200. */
  readonly accepted: ReadonlySet<number>
  /** The statuses of what was answered otherwise, 0 for not at all. */
  readonly refused: readonly number[]
  readonly stop: () => Promise<void>
}

/**
 * A sender for each lane; what was not answered 200 goes to the next replica, the same bytes.
 * @param giveUpMs so long silence is borne
 */
export function loadOver(
  { count, body }: Lanes,
  urls: () => readonly string[],
  giveUpMs: number = GIVE_UP_MS,
): Load {
  const accepted = new Set<number>()
  const refused: number[] = []
  const state = { stopped: false }
  async function send(lane: number): Promise<void> {
    for (let number = lane, turn = lane; !state.stopped; turn += 1) {
      const all = urls()
      const url = all[turn % Math.max(1, all.length)]
      const status = url === undefined ? 0 : await postAsKylin(url, body(number), {}, giveUpMs)
      if (status === 200) {
        accepted.add(number)
        number += count
      } else {
        refused.push(status)
      }
      await sleep(PAUSE_MS)
    }
  }
  const senders = Promise.all(Array.from({ length: count }, (_, lane) => send(lane)))
  return {
    accepted,
    refused,
    async stop() {
      state.stopped = true
      await senders
    },
  }
}
