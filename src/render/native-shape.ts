import type { TextKind } from './native.ts'

/** What may stand at one place of a native part. Lengths and counts are the platform's own limits. */
export type Shape =
  | TextShape
  | UrlShape
  | WordShape
  | NumberShape
  | FlagShape
  | ListShape
  | MapShape
  | KindShape

interface TextShape {
  readonly is: 'text'
  readonly as: TextKind
  readonly most: number
}
/** An http(s) address; where it comes out as none, the member is left out. */
interface UrlShape {
  readonly is: 'url'
  readonly most: number
}
/** One of some words. */
interface WordShape {
  readonly is: 'word'
  readonly words: readonly string[]
}
/**
 * colour: `#d92d20` or a number. seconds: a time as seconds since the epoch, which may be given in ms as Kylin does.
 * iso: the same, sent as an ISO date.
 */
interface NumberShape {
  readonly is: 'colour' | 'seconds' | 'iso' | 'count'
}
interface FlagShape {
  readonly is: 'flag'
  /** Set where only one of both will do. */
  readonly only?: boolean
}
interface ListShape {
  readonly is: 'list'
  readonly of: Shape
  readonly most: number
}
/** A mapping with these members; without a required one it is left out. */
export interface MapShape {
  readonly is: 'map'
  readonly what: string
  readonly members: Readonly<Record<string, Shape>>
  readonly required: readonly string[]
  /** At least one of these must be there. */
  readonly oneOf?: readonly string[]
}
/** A mapping whose `type` says which it is. */
interface KindShape {
  readonly is: 'kind'
  readonly what: string
  readonly kinds: Readonly<Record<string, MapShape>>
  /** What to do instead of kinds that are refused on purpose. */
  readonly refused?: Readonly<Record<string, string>>
}

/** A text in the platform's eyes. */
export function text(as: TextKind, most: number): TextShape {
  return { is: 'text', as, most }
}

/** An address. */
export function url(most: number): UrlShape {
  return { is: 'url', most }
}

/** A list of at most so many. */
export function list(of: Shape, most: number): ListShape {
  return { is: 'list', of, most }
}

/** A mapping of the platform, by its members. */
export function map(
  what: string,
  members: Readonly<Record<string, Shape>>,
  required: readonly string[],
  oneOf?: readonly string[],
): MapShape {
  return { is: 'map', what, members, required, ...(oneOf === undefined ? {} : { oneOf }) }
}
