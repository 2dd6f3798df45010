/** A locked door to attack. */
export interface Door {
  readonly url: string
  readonly pid: number
  readonly authorization: string
  readonly log: () => string
}

/** What an attack did, and whether the promises held. */
export interface Outcome {
  readonly counts: string
  readonly kept: boolean
}

export interface Attack {
  readonly name: string
  readonly run: (door: Door, long: boolean) => Promise<Outcome>
}
