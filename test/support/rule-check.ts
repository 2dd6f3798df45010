/** A JSON object of unknown shape. */
export type Bag = Readonly<Record<string, unknown>>

/** What is wrong with a payload, one `/path: sentence` each. */
export interface Check {
  readonly problems: string[]
  readonly say: (path: string, what: string) => void
  /** A string of `least` to `most` UTF-16 units. */
  readonly text: (value: unknown, path: string, least: number, most: number) => void
  /** The items of a list of `least` to `most`, as objects. */
  readonly list: (value: unknown, path: string, least: number, most: number) => readonly Bag[]
  readonly oneOf: (value: unknown, path: string, words: readonly unknown[]) => void
}

/** A check without problems yet. */
export function newCheck(): Check {
  const problems: string[] = []
  const say = (path: string, what: string): void => {
    problems.push(`${path}: ${what}`)
  }
  return {
    problems,
    say,
    text(value, path, least, most) {
      if (typeof value !== 'string') say(path, 'must be a string')
      else if (value.trim().length < least) say(path, `must be more than ${least - 1} characters`)
      else if (value.length > most) say(path, `must be less than ${most + 1} characters`)
      else if (!value.isWellFormed()) say(path, 'must be well-formed')
    },
    list(value, path, least, most) {
      if (!Array.isArray(value)) {
        say(path, 'must be a list')
        return []
      }
      if (value.length < least) say(path, `must have ${least} items or more`)
      if (value.length > most) say(path, `must have ${most} items or fewer`)
      return value.map((item, index) => {
        if (isBag(item)) return item
        say(`${path}/${index}`, 'must be an object')
        return {}
      })
    },
    oneOf(value, path, words) {
      if (!words.includes(value)) say(path, `must be one of ${words.join(', ')}`)
    },
  }
}

/** Whether a value is a JSON object. */
export function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An http(s) address of at most `most` characters. */
export function isAddress(value: unknown, most: number): boolean {
  return (
    typeof value === 'string' &&
    value.length <= most &&
    /^https?:\/\/[^\s]+$/.test(value) &&
    URL.canParse(value)
  )
}

/** The items of a list that are objects; [] for anything else. */
export function bagsOf(value: unknown): readonly Bag[] {
  return Array.isArray(value) ? value.filter((item) => isBag(item)) : []
}

/** A string; '' for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
