/** A line of the table: one promise that was put to the test. */
export interface Row {
  /** What was done to the bridge, with how much of it. */
  readonly done: string
  /** What came of it, in figures. */
  readonly counts: string
  /** skipped: it cannot be done on this machine; `counts` says why. */
  readonly verdict: 'kept' | 'BROKEN' | 'skipped'
}

interface TortureOptions {
  /** The whole length, for `npm run torture`; else the few seconds that are part of `npm test`. */
  readonly long: boolean
}

/** One kind of torture; everything that it starts is ended when it resolves. */
export type Torture = (options: TortureOptions) => Promise<readonly Row[]>

/** `kept`, or `BROKEN` where it was not. */
export function verdict(kept: boolean): Row['verdict'] {
  return kept ? 'kept' : 'BROKEN'
}

/** The rows that a test has to fail for; those that were skipped are printed, so that nobody takes them for kept. */
export function broken(rows: readonly Row[]): readonly Row[] {
  for (const row of rows) if (row.verdict === 'skipped') console.log(`skipped: ${row.done}: ${row.counts}`)
  return rows.filter((row) => row.verdict === 'BROKEN')
}
