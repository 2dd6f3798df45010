/** One step of a pattern: an escape, a class, a bracket, a counted repeat, a character. */
const TOKEN = /\\[\s\S]|\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\]|\{(\d+)(?:,(\d*))?\}|[\s\S]/gu

interface Group {
  /** Steps of what stands in it so far, and of its last part, which a repeat multiplies. */
  steps: number
  last: number
}

/**
 * About how many steps an RE2 pattern takes when its counted repeats are written out: searching takes time in
 * proportion to them, and so does compiling, so that this is asked before.
 */
export function regexSize(pattern: string): number {
  const open: Group[] = []
  let group: Group = { steps: 0, last: 0 }
  const add = (steps: number): void => {
    group.steps += steps
    group.last = steps
  }
  for (const [token, least, most] of pattern.matchAll(TOKEN)) {
    if (token === '(') {
      open.push(group)
      group = { steps: 0, last: 0 }
    } else if (token === ')') {
      const { steps } = group
      group = open.pop() ?? { steps: 0, last: 0 }
      add(steps)
    } else if (least !== undefined) {
      const times = Math.max(1, Number(least), Number(most ?? 0))
      group.steps += group.last * (times - 1)
      group.last *= times
    } else if (!/^[|?*+^$]$/.test(token)) add(1)
  }
  return open.reduce((sum, { steps }) => sum + steps, group.steps)
}
