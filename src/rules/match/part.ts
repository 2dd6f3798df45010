import type { Reading } from './reading.ts'
import { isPresent } from './reading.ts'
import type { Texts } from './texts.ts'

/** One demand on a field, in a form that can be reasoned about. A list fulfils it when any of its items does, `none` when no item fits. */
export type Part =
  | { readonly ask: 'any' | 'none'; readonly texts: Texts }
  | {
      readonly ask: 'over' | 'under'
      readonly bound: number | bigint
      /** The bound as written: `30m`. */
      readonly wanted: string
    }
  | { readonly ask: 'present' }

/** A demand as a person would say it: `not SUCCEED`. */
export function partWanted(part: Part): string {
  switch (part.ask) {
    case 'any':
      return part.texts.wanted
    case 'none':
      return `not ${part.texts.wanted}`
    case 'over':
    case 'under':
      return `${part.ask} ${part.wanted}`
    case 'present':
      return 'present'
  }
}

/** The demand as a test. */
export function partTest(part: Part): (reading: Reading) => boolean {
  switch (part.ask) {
    case 'any':
      return part.texts.test
    case 'none':
      return (reading) => !part.texts.test(reading)
    // JavaScript compares a bigint with a number exactly.
    case 'over':
      return (reading) => reading.numbers().some((number) => number > part.bound)
    case 'under':
      return (reading) => reading.numbers().some((number) => number < part.bound)
    case 'present':
      return ({ value }) => isPresent(value)
  }
}
