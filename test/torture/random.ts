/** Numbers that look random and are the same in every run of one seed. */
export interface Random {
  /** A whole number from 0 to `count` - 1. */
  readonly below: (count: number) => number
  readonly chance: (part: number) => boolean
  /** One of a list that is not empty. */
  readonly pick: <T>(list: readonly T[]) => T
}

/** Mulberry32: 32 bits of state are enough to choose mutations. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (count: number): number => Math.floor(next() * count)
  return {
    below,
    chance: (part) => next() < part,
    pick: <T>(list: readonly T[]) => list[below(list.length)] as T,
  }
}
