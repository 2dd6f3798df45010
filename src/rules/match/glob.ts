/**
 * Whether a whole text fits a pattern of `*` (any characters, also none) and `?` (one character); both are to be
 * folded to one case first. Takes at most pattern × text steps.
 */
export function globMatches(pattern: string, text: string): boolean {
  let p = 0
  let t = 0
  let star = -1
  let resume = 0
  while (t < text.length) {
    const wanted = pattern[p]
    if (wanted === '*') {
      star = p
      resume = t
      p += 1
    } else if (wanted === '?') {
      p += 1
      t += width(text, t)
    } else if (wanted === text[t]) {
      p += 1
      t += 1
    } else if (star !== -1) {
      p = star + 1
      resume += width(text, resume)
      t = resume
    } else {
      return false
    }
  }
  while (pattern[p] === '*') p += 1
  return p === pattern.length
}

/** Whether a written text is a glob. */
export function isGlob(text: string): boolean {
  return text.includes('*') || text.includes('?')
}

// A character outside the basic plane (an emoji, a rare Han character) takes two UTF-16 units.
function width(text: string, index: number): number {
  const code = text.codePointAt(index)
  return code !== undefined && code > 0xffff ? 2 : 1
}
