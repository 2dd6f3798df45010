import { forwardLane } from '../deliver/forward.ts'
import type { Rules } from '../rules/rules.ts'

/** Each account that the rules send by, what passes callbacks on included, and whether it works as far as is known. */
export function accountsUp(
  { accounts, clusters }: Pick<Rules, 'accounts' | 'clusters'>,
  down: readonly string[],
): ReadonlyMap<string, boolean> {
  const forwards = [...clusters.values()].filter(({ forward }) => forward !== null)
  const names = [...accounts.keys(), ...forwards.map(({ name }) => forwardLane(name))]
  return new Map(names.map((name) => [name, !down.includes(name)]))
}
