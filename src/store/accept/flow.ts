import type { Limit } from '../../rules/rules.ts'

/** What came lately against one limit. Plain JSON. */
interface Window {
  readonly count: number
  readonly perMs: number
  /** How many came in each part of the window, oldest first: number of the part, count. */
  readonly parts: readonly (readonly [part: number, count: number])[]
  /**
   * When the limit was last exceeded, ms since the epoch, or later, so that the window has room again CALM_MS after it;
   * null: not since the last calm.
   */
  readonly overAt: number | null
}

/** What a channel got lately, by the key of the limit. Plain JSON, bounded. */
export type Flow = Readonly<Record<string, Window>>

/**
 * A storm ends after so long below its limit, ms, and not before half of the limit is free again: it does not refill
 * with every window (spec: A storm), and one of a long window does not begin anew with every message.
 */
export const CALM_MS = 300_000
/** A window is counted in so many parts: one leaves it only as a whole, so that a limit is never exceeded. */
const PARTS = 60

/** What became of one arrival. */
export interface Admitted {
  readonly flow: Flow
  /**
   * As `overAt` of the limits of its storm: it is folded. Null: it goes beyond no limit, and no storm of one of them is
   * on.
   */
  readonly foldsSince: number | null
}

/**
 * Counts one arrival against all of its limits; pure.
 * @param at when it came, database ms
 */
export function admit(flow: Flow, limits: readonly Limit[], at: number): Admitted {
  const windows: Record<string, Window> = Object.assign(Object.create(null) as object, current(flow, at))
  let foldsSince: number | null = null
  for (const limit of limits) {
    const window = counted(windows[limit.key], limit, at)
    windows[limit.key] = window
    if (isStorming(window, at)) foldsSince = Math.max(foldsSince ?? 0, window.overAt ?? 0)
  }
  return { flow: windows, foldsSince }
}

function counted(before: Window | undefined, { count, perMs }: Limit, at: number): Window {
  const partMs = Math.max(1, Math.ceil(perMs / PARTS))
  const same = before !== undefined && before.count === count && before.perMs === perMs
  const now = Math.floor(at / partMs)
  // A part from the future was counted before the clock was set back.
  const parts = (same ? before.parts : []).filter(([part]) => (part + 1) * partMs > at - perMs && part <= now)
  const last = parts.at(-1)
  const next =
    last?.[0] === now ? [...parts.slice(0, -1), [now, last[1] + 1] as const] : [...parts, [now, 1] as const]
  const sum = next.reduce((total, [, some]) => total + some, 0)
  // By another limit it was over until now at the latest.
  const over = before?.overAt ?? null
  const wasOver = same || over === null ? over : Math.min(over, at)
  if (sum <= count) return { count, perMs, parts: next, overAt: wasOver }
  const lastOver = next.findLast((_, index) => {
    const left = next.slice(index).reduce((total, [, some]) => total + some, 0)
    return left > count / 2
  })
  const roomAt = ((lastOver?.[0] ?? now) + 1) * partMs + perMs
  return { count, perMs, parts: next, overAt: Math.max(at, roomAt - CALM_MS) }
}

/** Not by a time that a clock noted before it was set back. */
function isStorming({ overAt, perMs }: Window, at: number): boolean {
  return overAt !== null && overAt <= at + 2 * perMs && at - overAt < CALM_MS
}

/** Without what says nothing any more: a limit that is gone from the rules must not stay for ever. */
function current(flow: Flow, at: number): Flow {
  const live = Object.entries(flow).filter(([, window]) => {
    const [lastPart] = window.parts.at(-1) ?? [0]
    const partMs = Math.max(1, Math.ceil(window.perMs / PARTS))
    return isStorming(window, at) || (lastPart + 1) * partMs > at - window.perMs
  })
  return Object.fromEntries(live)
}
