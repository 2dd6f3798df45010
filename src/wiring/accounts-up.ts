import { forwardLanes } from '../rules/known-channels.ts'
import type { Rules } from '../rules/rules.ts'

/** Each account that the rules send by, what passes callbacks on included, and whether it works as far as is known. */
export function accountsUp(
  { accounts, clusters }: Pick<Rules, 'accounts' | 'clusters'>,
  down: readonly string[],
): ReadonlyMap<string, boolean> {
  const names = [...accounts.keys(), ...forwardLanes(clusters)]
  return new Map(names.map((name) => [name, !down.includes(name)]))
}
