import type { Row, Torture } from './row.ts'
import { started } from './store/started.ts'
import { STARTS } from './store/starts.ts'
import { synced } from './store/synced.ts'
import { trial } from './store/trial.ts'
import { TROUBLES } from './store/troubles.ts'

/** The store in trouble: nothing confirmed that is not kept, back by itself or with a word on what to do. */
export const run: Torture = async ({ long }) => {
  const rows: Row[] = []
  const wanted = (one: { readonly longOnly?: true }): boolean => long || one.longOnly === undefined
  for (const trouble of TROUBLES.filter(wanted)) rows.push(await trial(trouble, long))
  for (const start of STARTS.filter(wanted)) rows.push(await started(start))
  if (long) rows.push(await synced())
  return rows
}
