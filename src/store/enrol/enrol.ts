import type { Query, Tokens } from '../engine.ts'
import type { AcceptRow } from '../operations.ts'
import { overRows } from '../over-rows.ts'
import type { DigestNow, Now, Planned } from './now.ts'
import { planOf, type Plan } from './plan.ts'
import { nowReader } from './read-now.ts'
import { writeDeliveries } from './write-deliveries.ts'
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
  const stories = storyWriter(tokens)
  const digests = digestWriter(tokens)
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
      const changedStories = [...now.stories.values()].flat().filter(({ changed }) => changed)
      const changedDigests = [...now.digests.values()].flat().filter(({ changed }) => changed)
      const begun = await stories.begin(query, changedStories)
      const [sent, after] = parted(deliveries)
      const own = changedDigests.filter(({ id }) => id === null).map((digest) => ownOf(digest, now))
      // What is sent by itself comes first, then what tells of the rest: they go out in this order.
      await writeDeliveries(query, [...sent, ...own.map(({ delivery }) => delivery)])
      for (const { digest, delivery } of own) digest.id = delivery.id
      const edits = await digests(query, changedDigests, now)
      await writeDeliveries(query, [...after, ...edits])
      await stories.finish(query, changedStories, begun)
      const lanes = [...now.lanes.values()].filter(({ changed }) => changed)
      if (lanes.length === 0) return
      const rows = lanes.map(({ lane, flow: counts }) => ({ lane, flow: JSON.stringify(counts) }))
      await writeFlow(query, rows)
    },
  }
}

function ownOf(digest: DigestNow, now: Now): { readonly digest: DigestNow; readonly delivery: Planned } {
  return { digest, delivery: digestDelivery(digest, now) }
}

/** What names no digest, and what has to wait for the digest's number. */
function parted(deliveries: readonly Planned[]): [Planned[], Planned[]] {
  return [
    deliveries.filter(({ digest }) => digest === null),
    deliveries.filter(({ digest }) => digest !== null),
  ]
}
