import type { Times } from './times.ts'

/** What every part of a message is drawn with. */
export interface Drawing {
  readonly times: Times
  /** What the rules call a mentioned id; null where they do not name it. */
  readonly nameOf: (id: string) => string | null
}
