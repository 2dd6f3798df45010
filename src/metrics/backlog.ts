import type { KnownNames } from './known-names.ts'

/** What waits, and what is dead. */
export interface Backlog {
  readonly lanes: readonly {
    /** Of the delivery that is next. */
    readonly channel: string
    readonly waiting: number
    /** Age of the callback whose delivery is next, ms; null when none is due. */
    readonly oldestMs: number | null
  }[]
  readonly dead: number
}

/** Sums by channel, those without a backlog included. */
export function byChannel({ lanes }: Backlog, known: KnownNames) {
  const found = new Map([...known.channels()].map(([name]) => [name, { waiting: 0, oldestMs: 0 }]))
  for (const { channel, waiting, oldestMs } of lanes) {
    const name = known.channel(channel)
    const before = found.get(name) ?? { waiting: 0, oldestMs: 0 }
    found.set(name, {
      waiting: before.waiting + waiting,
      oldestMs: Math.max(before.oldestMs, oldestMs ?? 0),
    })
  }
  return found
}
