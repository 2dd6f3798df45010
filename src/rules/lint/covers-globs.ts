/** More than patterns that people write ever need; two stars against two stars take some hundred steps. */
const MAX_STEPS = 4_000

/**
 * Whether every text that fits the narrow pattern fits the wide one, both in one case. Exact up to MAX_STEPS, where
 * patterns are of a kind nobody writes; false beyond.
 */
export function globCovers(wide: string, narrow: string): boolean {
  if (wide === narrow) return true
  if (!narrow.startsWith(plainStart(wide)) || !narrow.endsWith(plainEnd(wide))) return false
  // Half a surrogate pair is matched by units, not by characters.
  if (!wide.isWellFormed() || !narrow.isWellFormed()) return false
  const pattern = Array.from(wide)
  const symbols = Array.from(narrow)
  const seen = new Set<string>()
  // Every text the narrow pattern can spell, at once: where it is in its symbols, and where the wide one can be.
  const open: (readonly [at: number, places: readonly number[]])[] = [[0, settled(pattern, [0])]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [at, places] = next
    const key = `${at}:${places.join()}`
    if (seen.has(key)) continue
    if (seen.size >= MAX_STEPS) return false
    seen.add(key)
    const symbol = symbols[at]
    if (places.length === 0 || (symbol === undefined && !places.includes(pattern.length))) return false
    if (symbol === undefined) continue
    const after = taken(pattern, places, symbol)
    if (symbol === '*') open.push([at + 1, places], [at, after])
    else open.push([at + 1, after])
  }
  return true
}

/**
 * Where the wide pattern can be after one more character. For a wildcard that is a character it does not name: the
 * hardest one, for what it lets pass at such a character it lets pass at any.
 */
function taken(pattern: readonly string[], places: readonly number[], symbol: string): number[] {
  const after = places.flatMap((place) => {
    const wanted = pattern[place]
    if (wanted === '*') return [place]
    return wanted === '?' || wanted === symbol ? [place + 1] : []
  })
  return settled(pattern, after)
}

/** Adds the places behind stars, which may stand for nothing. */
function settled(pattern: readonly string[], places: readonly number[]): number[] {
  const all = new Set(places)
  for (const place of all) if (pattern[place] === '*') all.add(place + 1)
  return [...all].sort((a, b) => a - b)
}

/** What a pattern, or a text without wildcards, begins with. */
export function plainStart(glob: string): string {
  const wild = glob.search(/[*?]/)
  return wild === -1 ? glob : glob.slice(0, wild)
}

function plainEnd(glob: string): string {
  return glob.slice(Math.max(glob.lastIndexOf('*'), glob.lastIndexOf('?')) + 1)
}

/** Whether some text fits both patterns (or texts without `*` and `?`); true also where it is not certain. */
export function globsMeet(one: string, other: string): boolean {
  const [start, otherStart] = [plainStart(one), plainStart(other)]
  if (!start.startsWith(otherStart) && !otherStart.startsWith(start)) return false
  if (!one.isWellFormed() || !other.isWellFormed()) return true
  const a = Array.from(one)
  const b = Array.from(other)
  // meets[j]: whether what is left of `one` and what is left of `other` from j on fit a common text.
  const stars = b.findLastIndex((symbol) => symbol !== '*') + 1
  let meets = Array.from({ length: b.length + 1 }, (_, j) => j >= stars)
  for (const symbol of a.toReversed()) {
    const before = meets
    meets = Array.from({ length: b.length + 1 }, () => false)
    for (let j = b.length; j >= 0; j -= 1) {
      const facing = b[j]
      meets[j] =
        (symbol === '*' && (before[j] === true || (j < b.length && meets[j + 1] === true))) ||
        (facing === '*' && (meets[j + 1] === true || before[j] === true)) ||
        (fits(symbol, facing) && before[j + 1] === true)
    }
  }
  return meets[0] === true
}

function fits(symbol: string, facing: string | undefined): boolean {
  if (facing === undefined || symbol === '*' || facing === '*') return false
  return symbol === facing || symbol === '?' || facing === '?'
}
