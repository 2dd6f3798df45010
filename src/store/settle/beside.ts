import type { LaneRow } from '../core/operations.ts'

/** A digest is edited at most once in so long, ms (spec: A storm). */
export const EDIT_APART_MS = 5_000

/**
 * Least time between two edits, or two marks, of one account, ms. Slack: 50 a minute is its tier (facts: limits), 40 leave
 * room for who else uses the token. Discord counts by channel; this keeps bursts small.
 */
const GAP_MS: Readonly<Record<string, number>> = { slack: 1_500, discord: 250 }

/** How such lanes are called, behind their account. */
export const BESIDE = { edits: 'edits', marks: 'marks' } as const

/** The lane of an account's edits: beside its channels' lanes, so that no message waits for an edit. */
export function editsLane(of: Pick<LaneRow, 'account' | 'platform' | 'channel'>): LaneRow {
  return laneBeside(of, BESIDE.edits)
}

/** The lane of an account's marks. */
export function marksLane(of: Pick<LaneRow, 'account' | 'platform' | 'channel'>): LaneRow {
  return laneBeside(of, BESIDE.marks)
}

function laneBeside(
  { account, platform, channel }: Pick<LaneRow, 'account' | 'platform' | 'channel'>,
  what: (typeof BESIDE)[keyof typeof BESIDE],
): LaneRow {
  return { lane: `${account} ${what}`, account, platform, place: '', gap_ms: GAP_MS[platform] ?? 0, channel }
}
