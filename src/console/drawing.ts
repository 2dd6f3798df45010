import type { Times } from './times.ts'

/** What every part of a message is drawn with. */
export interface Drawing {
  readonly times: Times
  /** What the rules call an id of `mentions:` (`S0123`, `role:4242`); null where they do not name it. */
  readonly nameOf: (id: string) => string | null
}
