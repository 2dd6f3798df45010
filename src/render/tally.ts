/** One message that a digest stands for. */
export interface Member {
  readonly project: string
  readonly job_id: string
  readonly job_type: string
  readonly job_state: string
  readonly cause: string
  /** When its callback came, ms since the epoch. */
  readonly at: number
}

/** How many of one cause. */
interface TallyCause {
  readonly cause: string
  readonly count: number
}

/** One project's part of a tally: its causes, most first; `others` counts those that are not listed. */
export interface TallyProject {
  readonly project: string
  readonly count: number
  readonly causes: readonly TallyCause[]
  readonly others: number
}

/** What a digest says of its members; its size is bounded, however many there are. Plain JSON. */
export interface Tally {
  readonly count: number
  /** By job state, e.g. ERROR: 12. */
  readonly states: Readonly<Record<string, number>>
  readonly projects: readonly TallyProject[]
  /** Of projects that are not listed. */
  readonly others: number
  /** When the first and the last came, ms since the epoch. */
  readonly first: number
  readonly last: number
  /** The first ten. */
  readonly earliest: readonly Member[]
}
