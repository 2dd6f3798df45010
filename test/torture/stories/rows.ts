import { DatabaseSync } from 'node:sqlite'

/** What became of a storm's deliveries, off the bridge's own rows. */
export interface Fate {
  readonly sent: number
  /** Folded, with the digest they are in. */
  readonly folded: number
  readonly digests: number
  readonly calls: number
  /** Anything that is none of these: lost, dead, folded into nothing. */
  readonly unexplained: number
  /** Members of digests by project. */
  readonly projects: Readonly<Record<string, number>>
}

interface Counted {
  readonly kind: string
  readonly state: string
  readonly named: 0 | 1
  readonly project: string
  readonly count: number
}

export function fateIn(file: string): Fate {
  const rows = read(
    file,
    `SELECT d.kind, d.state, d.digest IS NOT NULL AND EXISTS (
        SELECT 1 FROM digest g JOIN delivery r ON r.id = g.root WHERE g.id = d.digest AND r.state = 'sent') AS named,
      e.project, COUNT(*) AS count
    FROM delivery d JOIN event e ON e.id = d.event_id
    WHERE d.kind IN ('message', 'digest', 'call') GROUP BY 1, 2, 3, 4`,
  ) as unknown as Counted[]
  const sum = (fits: (row: Counted) => boolean): number =>
    rows.filter(fits).reduce((total, { count }) => total + count, 0)
  const isFolded = ({ kind, state, named }: Counted): boolean =>
    kind === 'message' && state === 'folded' && named === 1
  const members = Map.groupBy(rows.filter(isFolded), ({ project }) => project)
  return {
    sent: sum(({ kind, state }) => kind === 'message' && state === 'sent'),
    folded: sum(isFolded),
    digests: sum(({ kind, state }) => kind === 'digest' && state === 'sent'),
    calls: sum(({ kind, state }) => kind === 'call' && state === 'sent'),
    unexplained: sum((row) => row.state !== 'sent' && !isFolded(row)),
    projects: Object.fromEntries(
      [...members].map(([project, some]) => [project, some.reduce((total, { count }) => total + count, 0)]),
    ),
  }
}

/** Lets five minutes pass for a storm, so that it is calm now. */
export function calmDown(file: string): void {
  const db = new DatabaseSync(file, { timeout: 5_000 })
  try {
    db.exec(`BEGIN IMMEDIATE;
      UPDATE digest SET over_at = over_at - 300000;
      UPDATE delivery SET due_at = due_at - 300000 WHERE state = 'waiting' AND kind IN ('final', 'digest') AND due_at > 0;
      COMMIT`)
  } finally {
    db.close()
  }
}

function read(file: string, sql: string): readonly Record<string, unknown>[] {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  try {
    return db.prepare(sql).all()
  } finally {
    db.close()
  }
}
