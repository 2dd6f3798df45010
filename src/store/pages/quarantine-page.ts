import { each } from '../core/operations.ts'
import type { Handler } from '../core/operations.ts'
import type { KeptBodyRow } from '../core/operating-rows.ts'

/** Each may have 64 kB. */
const AT_ONCE = 20

/** Bodies that could not be used, newest first. */
export const quarantined: Handler<'quarantined'> = each((query, { before }) =>
  query<KeptBodyRow>(
    `SELECT id, cluster, received_at, problems, body, bytes FROM quarantine
      WHERE id < ?1 ORDER BY id DESC LIMIT ${AT_ONCE}`,
    before ?? Number.MAX_SAFE_INTEGER,
  ),
)
