/** A shorter one is in too many texts to save anything. */
const SHORTEST = 3

/**
 * Texts in lower case of which any match of an RE2 pattern must hold one, whatever the case; null where none can be
 * told. Looks only at what stands outside of groups and classes.
 */
export function requiredLiterals(pattern: string): readonly string[] | null {
  const found: string[] = []
  let longest = ''
  let run = ''
  let depth = 0
  const endRun = (): void => {
    if (run.length > longest.length) longest = run
    run = ''
  }
  const endAlternative = (): void => {
    endRun()
    found.push(longest)
    longest = ''
  }
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < pattern.length) {
    const token = TOKEN.exec(pattern)?.[0]
    if (token === undefined) return null
    if (token === '(' || token === ')') depth += token === '(' ? 1 : -1
    if (depth > 0 || token === ')') endRun()
    else if (token === '|') endAlternative()
    else if (OPTIONAL.test(token)) {
      run = run.slice(0, -1)
      endRun()
    } else if (LITERAL.test(token)) run += token.toLowerCase()
    else endRun()
  }
  endAlternative()
  return found.every((text) => text.length >= SHORTEST) ? found : null
}

/** One step of a pattern; what it does not know (`\Q`, `\x41`, `\pL`, `[[:alpha:]]`) ends the search for literals. */
const TOKEN =
  /[a-z0-9 _:;,=<>@#%&!'"~/-]|[().^$|?*+]|\{\d+(?:,\d*)?\}|\[\^?[^\][\\]+\]|\\[bBdDwWsS]|\\[^\p{L}\p{N}\p{C}]|[^\0-\x7f]/iuy
const OPTIONAL = /^(?:[?*]|\{)/
const LITERAL = /^[a-z0-9 _:;,=<>@#%&!'"~/-]$/i
