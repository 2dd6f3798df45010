import type { AcceptRow, NewDeliveryRow } from '../core/operations.ts'
import { CALM_MS } from './flow.ts'
import type { DigestNow, Now, Planned, StoryNow } from './now.ts'
import { plain } from './planned.ts'

/** After so long a storm goes on in a new message, ms: an edit calls nobody, and the old one is far up. */
const STORM_AT_MOST_MS = 86_400_000

function isOld({ what, openedAt }: DigestNow, now: Now): boolean {
  return what === 'storm' && now.at - openedAt >= STORM_AT_MOST_MS
}

/** The digest of this kind and time that is open in the delivery's lane; a new one where none is. */
export function openDigest(to: NewDeliveryRow, what: DigestNow['what'], at: number, now: Now): DigestNow {
  const open = now.digests.get(to.lane) ?? []
  const found = open.find((digest) => digest.what === what && digest.at === at && !isOld(digest, now))
  if (found !== undefined) return found
  const { lane, account, platform, channel, route, telling } = to
  const made: DigestNow = {
    id: null,
    lane,
    what,
    at,
    tally: null,
    joined: 0,
    edits: telling?.edits ?? false,
    mentions: [],
    called: [],
    started: false,
    wantsEdit: false,
    overAt: now.at,
    openedAt: now.at,
    account,
    platform,
    channel,
    route,
    joining: [],
    changed: true,
  }
  now.digests.set(lane, [...open, made])
  return made
}

/** The digest that the first message of a story went into, while it is open. */
export function openDigestOf({ rootDigest }: StoryNow, now: Now): DigestNow | null {
  if (rootDigest === null || typeof rootDigest === 'object') return rootDigest
  // It may have gone elsewhere, and be folded there.
  return [...now.digests.values()].flat().find(({ id }) => id === rootDigest) ?? null
}

/**
 * Lets a delivery join a digest. A mention that the digest has not made and can no longer make is made by a reply
 * below it, once.
 */
export function join(
  row: AcceptRow,
  to: NewDeliveryRow,
  digest: DigestNow,
  story: StoryNow | null,
): Planned[] {
  digest.joining.push(row)
  digest.joined += 1
  digest.changed = true
  const member: Planned = {
    ...plain(row, to),
    state: digest.what === 'storm' ? 'folded' : 'held',
    digest,
    story,
  }
  const fresh = to.mentions.filter((name) => !digest.mentions.includes(name) && !digest.called.includes(name))
  if (fresh.length === 0) return [member]
  if (!digest.started) {
    digest.mentions = [...digest.mentions, ...fresh]
    return [member]
  }
  digest.called = [...digest.called, ...fresh]
  const route = JSON.stringify({ ...(JSON.parse(to.route) as object), mentions: fresh })
  return [member, { ...plain(row, to), route, kind: 'call', digest }]
}

/**
 * Lets a delivery beyond its limits join the storm of its lane.
 * @param foldsSince as Admitted has it
 */
export function joinStorm(
  row: AcceptRow,
  to: NewDeliveryRow,
  foldsSince: number,
  story: StoryNow | null,
  now: Now,
): Planned[] {
  const storm = openDigest(to, 'storm', 0, now)
  storm.overAt = Math.max(storm.overAt, foldsSince)
  return join(row, to, storm, story)
}

/** When the message of a new digest is due, database ms. One that cannot be edited waits for who else joins. */
export function dueOf({ what, at, edits }: DigestNow, now: Now): number {
  if (what !== 'storm') return at
  return edits ? 0 : now.at + CALM_MS
}
