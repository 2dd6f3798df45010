const QUOTE = 34
const BACKSLASH = 92

/**
 * Makes the beginning of a JSON object whole again: ends the string it was cut in, without a broken escape or
 * character at the cut, and closes what is open. Cut elsewhere, it ends behind the last complete member. Linear.
 */
export function closeJson(head: Buffer): Buffer {
  const open: number[] = []
  /** End of the last place at which everything can be closed. */
  let safe = 0
  let last = 0
  for (let at = 0; at < head.length; at += 1) {
    const code = head[at] ?? 0
    if (code === QUOTE) {
      const end = stringEnd(head, at)
      if (end === -1)
        return last === 58 || open.at(-1) === 93 ? ended(head, at, open) : closed(head, safe, open)
      at = end
    } else if (code === 123 || code === 91) {
      open.push(code + 2)
      safe = at + 1
      last = code
    } else if (code === 125 || code === 93) {
      open.pop()
      safe = at + 1
      last = code
    } else if (code === 44) {
      safe = at
      last = code
    } else if (code === 58) {
      last = code
    }
  }
  return closed(head, safe, open)
}

function closed(head: Buffer, end: number, open: readonly number[]): Buffer {
  return Buffer.concat([head.subarray(0, end), Buffer.from(open.toReversed())])
}

/** Ends the value that begins at `start` and has no closing quote. */
function ended(head: Buffer, start: number, open: readonly number[]): Buffer {
  const end = wholeEscape(head, wholeCharacter(head, start), start)
  return Buffer.concat([head.subarray(0, end), Buffer.from([QUOTE, ...open.toReversed()])])
}

function stringEnd(bytes: Buffer, open: number): number {
  for (let at = bytes.indexOf(QUOTE, open + 1); at !== -1; at = bytes.indexOf(QUOTE, at + 1)) {
    if (backslashesBefore(bytes, at) % 2 === 0) return at
  }
  return -1
}

function backslashesBefore(bytes: Buffer, at: number): number {
  let start = at
  while (start > 0 && bytes[start - 1] === BACKSLASH) start -= 1
  return at - start
}

/** The end without the first bytes of a UTF-8 character whose last ones are missing. */
function wholeCharacter(bytes: Buffer, start: number): number {
  for (let length = 1; length <= 3; length += 1) {
    const at = bytes.length - length
    if (at <= start) break
    const byte = bytes[at] ?? 0
    if (byte < 0x80) break
    if (byte < 0xc0) continue
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return needed > length ? at : bytes.length
  }
  return bytes.length
}

/** The end without an escape whose last characters are missing (at most `\u` and three digits). */
function wholeEscape(bytes: Buffer, end: number, start: number): number {
  for (let at = end - 1; at > start && end - at <= 5; at -= 1) {
    if (bytes[at] !== BACKSLASH) continue
    const odd = backslashesBefore(bytes, at + 1) % 2 === 1
    const complete = bytes[at + 1] === 117 ? end - at >= 6 : end - at >= 2
    return odd && !complete ? at : end
  }
  return end
}
