import { DatabaseSync } from 'node:sqlite'
import type { Post } from '../../support/stand-in.ts'
import { type Lanes, numberIn, numberOf } from '../lanes.ts'
import type { Scene } from './scene.ts'
import { isSoWithin } from '../../support/until.ts'

/** What became of the callbacks that were answered 200. */
export interface Ledger {
  readonly accepted: number
  /** Neither told nor dead with a word on what to do. */
  readonly lost: readonly number[]
  /** Dead letters. */
  readonly dead: number
  /** Posts after a younger one of their channel. */
  readonly reordered: number
  /** Posts in another channel than their own. */
  readonly astray: number
  /** Posts of what had been told before, by platform. */
  readonly repeats: { readonly slack: number; readonly discord: number }
  /** Sends that were under way at a kill. */
  readonly crashed: number
}

/** A delivery, as the database has it. */
export interface DeliveryRow {
  readonly job_id: string
  readonly state: string
  readonly help: string
  readonly crashed: number
}

/** Reads the outcome off the stand-ins' posts and the bridge's own rows, once nothing waits any more. */
export function ledgerOf(scene: Scene, lanes: Lanes, accepted: ReadonlySet<number>): Ledger {
  return ledgerFrom(rowsIn(scene.database), scene, lanes, accepted)
}

/** The same from rows that were read elsewhere. */
export function ledgerFrom(
  found: readonly DeliveryRow[],
  scene: Pick<Scene, 'slack' | 'discord'>,
  lanes: Lanes,
  accepted: ReadonlySet<number>,
): Ledger {
  const rows = new Map(found.map((row) => [numberIn(row.job_id), row]))
  const posts = [...scene.slack.posts, ...scene.discord.posts]
  const byNumber = Map.groupBy(posts, numberOf)
  const explained = (number: number): boolean => {
    const row = rows.get(number)
    return byNumber.has(number) || (row?.state === 'dead' && row.help !== '')
  }
  return {
    accepted: accepted.size,
    lost: [...accepted].filter((number) => !explained(number)),
    dead: [...rows.values()].filter((row) => row.state === 'dead').length,
    reordered: [...Map.groupBy(posts, (post) => post.channel).values()].reduce(
      (sum, each) => sum + outOfOrder(each.map(numberOf)),
      0,
    ),
    astray: posts.filter((post) => post.channel !== lanes.placeOf(numberOf(post))).length,
    repeats: { slack: repeatsIn(scene.slack.posts), discord: repeatsIn(scene.discord.posts) },
    crashed: [...rows.values()].reduce((sum, row) => sum + row.crashed, 0),
  }
}

/** Whether each callback came to exactly one message in its channel: both platforms can tell what they have. */
export function isSound({ lost, dead, reordered, astray, repeats }: Ledger): boolean {
  return lost.length + dead + reordered + astray + repeats.slack + repeats.discord === 0
}

/** A ledger in a line of figures. */
export function told({ accepted, lost, dead, reordered, repeats, crashed }: Ledger): string {
  return (
    `${accepted} answered 200, ${lost.length} lost, ${dead} dead, ${reordered} reordered; ` +
    `${crashed} sends in flight at a kill, repeats: ${repeats.slack} Slack, ${repeats.discord} Discord`
  )
}

/** How many numbers come after a greater one. */
export function outOfOrder(numbers: readonly number[]): number {
  let greatest = -1
  return numbers.filter((number) => {
    const late = number < greatest
    greatest = Math.max(greatest, number)
    return late
  }).length
}

function repeatsIn(posts: readonly Post[]): number {
  return posts.length - new Set(posts.map(numberOf)).size
}

/** Reads each delivery, with how many of its attempts ended in a crash. */
export const DELIVERIES = `SELECT e.job_id, d.state, d.help,
    (SELECT COUNT(*) FROM attempt a WHERE a.delivery_id = d.id AND a.reason = 'crashed') AS crashed
  FROM delivery d JOIN event e ON e.id = d.event_id`

function rowsIn(file: string): readonly DeliveryRow[] {
  return read(file, DELIVERIES) as unknown as DeliveryRow[]
}

/** The numbers of all callbacks that are in a database; none where it cannot be read. */
export function storedIn(file: string): ReadonlySet<number> {
  try {
    return new Set(rowsIn(file).map((row) => numberIn(row.job_id)))
  } catch {
    return new Set()
  }
}

/** How many deliveries wait in a database file that a bridge has open. */
export function waitingIn(file: string): number {
  const [row] = read(file, `SELECT COUNT(*) AS count FROM delivery WHERE state = 'waiting'`)
  return Number(row?.['count'])
}

/** How many attempts were started and have no outcome. */
export function openAttemptsIn(file: string): number {
  const [row] = read(file, `SELECT COUNT(*) AS count FROM attempt WHERE outcome IS NULL`)
  return Number(row?.['count'])
}

/** How many attempts were counted against their delivery. */
export function strikesIn(file: string): number {
  const [row] = read(file, `SELECT SUM(strikes) AS strikes FROM delivery`)
  return Number(row?.['strikes'])
}

/** Resolves true once nothing waits; false when something still does after `mostMs`. */
export function drained(file: string, mostMs: number): Promise<boolean> {
  return isSoWithin(mostMs, () => waitingIn(file) === 0)
}

function read(file: string, sql: string): readonly Record<string, unknown>[] {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  try {
    return db.prepare(sql).all()
  } finally {
    db.close()
  }
}
