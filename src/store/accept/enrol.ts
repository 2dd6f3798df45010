import type { Query, Tokens } from '../core/engine.ts'
import type { AcceptRow } from '../core/operations.ts'
import { overRows } from '../core/over-rows.ts'
import { laneMaker } from '../core/lanes.ts'
import type { Now } from './now.ts'
import { numberer } from './numbers.ts'
import { planOf, type Plan } from './plan.ts'
import { nowReader } from './read-now.ts'
import { writeDeliveries } from './write-deliveries.ts'
import { lanesBeside } from './show-at-once.ts'
import { digestDelivery, digestWriter } from './write-digests.ts'
import { storyWriter } from './write-stories.ts'

/** How new events are told, by what their channels were told before. */
export interface Enroller {
  /** Reads and decides; writes nothing. */
  readonly plan: (query: Query, fresh: readonly AcceptRow[]) => Promise<Enrolment>
  readonly write: (query: Query, enrolment: Enrolment) => Promise<void>
}

/** A plan, and what it leaves behind. */
interface Enrolment extends Plan {
  readonly now: Now
}

export function enroller(tokens: Tokens): Enroller {
  const read = nowReader(tokens)
  const number = numberer(tokens, 'delivery')
  const numberStories = numberer(tokens, 'story')
  const writeStories = storyWriter(tokens)
  const writeDigests = digestWriter(tokens)
  const makeLanes = laneMaker(tokens)
  const writeFlow = overRows(
    tokens,
    { lane: 'TEXT', flow: 'TEXT' },
    (rows) => `WITH r AS MATERIALIZED (${rows})
    UPDATE channel SET flow = r.flow FROM r WHERE channel.id = r.lane`,
  )
  return {
    async plan(query, fresh) {
      const now = await read(query, fresh)
      return { ...planOf(fresh, now), now }
    },
    async write(query, { deliveries, now }) {
      const stories = [...now.stories.values()].flat().filter(({ changed }) => changed)
      const digests = [...now.digests.values()].flat().filter(({ changed }) => changed)
      const begun = digests.filter(({ id }) => id === null)
      const newStories = stories.filter(({ id }) => id === null)
      const knownStories = stories.filter(({ id }) => id !== null)
      const own = begun.map((digest) => digestDelivery(digest, now))
      // What is sent by itself comes first, then what tells of the rest: they go out in this order.
      const alone = deliveries.filter(({ digest }) => digest === null)
      const joined = deliveries.filter(({ digest }) => digest !== null)
      const all = [...alone, ...own, ...joined]
      const beside = lanesBeside(deliveries)
      if (beside.length > 0) await makeLanes(query, beside)
      await Promise.all([number(query, all), numberStories(query, newStories)])
      for (const [index, digest] of begun.entries()) digest.id = own[index]?.id ?? null
      await writeStories(query, newStories, knownStories)
      await writeDeliveries(query, all)
      const edits = await writeDigests(query, digests, now)
      await number(query, edits)
      await writeDeliveries(query, edits)
      const lanes = [...now.lanes.values()].filter(({ changed }) => changed)
      if (lanes.length === 0) return
      const rows = lanes.map(({ lane, flow: counts }) => ({ lane, flow: JSON.stringify(counts) }))
      await writeFlow(query, rows)
    },
  }
}
