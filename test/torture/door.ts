import { doorAttacks } from './door/attacked.ts'
import { doorFlood } from './door/flooded.ts'
import { doorStart } from './door/opened.ts'
import type { Torture } from './row.ts'

/** Attacks on the door: what anybody can send, and what only those with credentials can. */
export const run: Torture = async (options) => [
  ...(await doorStart(options)),
  ...(await doorAttacks(options)),
  ...(await doorFlood(options)),
]
