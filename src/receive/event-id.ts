/** A number of [0, 1), as Math.random gives it. */
export type Random = () => number

/** 45 bits of ms, until the year 3084. */
const TIME_DIGITS = 9
const RANDOM_DIGITS = 10
const RANDOM_RANGE = 32 ** RANDOM_DIGITS

/**
 * An event's id: 19 lower-case letters and digits, in the order of time to the ms, unique without coordination
 * (two events of one ms share theirs once in 10^15).
 * @param now ms since the epoch
 */
export function newEventId(now: number, random: Random): string {
  const tail = Math.floor(random() * RANDOM_RANGE)
  return now.toString(32).padStart(TIME_DIGITS, '0') + tail.toString(32).padStart(RANDOM_DIGITS, '0')
}
