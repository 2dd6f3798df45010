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
export interface TallyCause {
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

/** What the tally says after these joined. */
export function addToTally(tally: Tally | null, members: readonly Member[]): Tally {
  const states: Record<string, number> = { ...tally?.states }
  const projects = new Map((tally?.projects ?? []).map((one) => [one.project, one]))
  for (const { project, cause, job_state: state } of members) {
    states[state] = (states[state] ?? 0) + 1
    const before = projects.get(project) ?? { project, count: 0, causes: [], others: 0 }
    const causes = before.causes.some((one) => one.cause === cause)
      ? before.causes.map((one) => (one.cause === cause ? { cause, count: one.count + 1 } : one))
      : [...before.causes, { cause, count: 1 }]
    projects.set(project, { ...before, count: before.count + 1, causes })
  }
  const times = members.map(({ at }) => at)
  return {
    count: (tally?.count ?? 0) + members.length,
    states,
    projects: [...projects.values()],
    others: tally?.others ?? 0,
    first: Math.min(tally?.first ?? Infinity, ...times),
    last: Math.max(tally?.last ?? -Infinity, ...times),
    earliest: [...(tally?.earliest ?? []), ...members].slice(0, 10),
  }
}
