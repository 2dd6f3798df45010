import type { Post } from '../../support/stand-in.ts'
import { numberOf } from '../lanes.ts'
import { outOfOrder } from '../crash/ledger.ts'

/** Notes at which simulated time each post came: whatever comes between two steps of time comes at the same one. */
export function stampsOf(posts: () => readonly Post[], now: () => number) {
  const stamps = new Map<Post, number>()
  let seen: readonly Post[] = []
  let at = 0
  return {
    stamps,
    /** To be called before each step, and at the end. */
    note: (): void => {
      const all = posts()
      if (all !== seen) at = 0
      seen = all
      for (const post of all.slice(at)) stamps.set(post, now())
      at = all.length
    },
  }
}

/** How posts came, channel by channel. */
export interface Paced {
  readonly told: number
  readonly repeats: number
  readonly reordered: number
  /** The least time between two posts of one channel, ms; Infinity where none has two. */
  readonly leastGapMs: number
}

export function pacedOf(stamps: ReadonlyMap<Post, number>): Paced {
  const posts = [...stamps.keys()]
  const told = new Set(posts.map(numberOf)).size
  const channels = [...Map.groupBy(posts, ({ channel }) => channel).values()]
  const gaps = channels.flatMap((each) =>
    each.slice(1).map((post, index) => {
      const before = each[index]
      return before === undefined ? Infinity : (stamps.get(post) ?? 0) - (stamps.get(before) ?? 0)
    }),
  )
  return {
    told,
    repeats: posts.length - told,
    reordered: channels.reduce((sum, each) => sum + outOfOrder(each.map(numberOf)), 0),
    leastGapMs: gaps.reduce((least, gap) => Math.min(least, gap), Infinity),
  }
}
