import type { Finding, PlacedFinding, SyntaxFinding } from '../finding.ts'

/** Spaces that are text to YAML. */
export const ODD_SPACE = /[\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff]/
/** A dash that begins no item of a list. */
export const ODD_DASH = /^[‐-―−－](?=\s|$)/

const NAMES: Readonly<Record<string, string>> = {
  '\u00a0': 'a no-break space',
  '\u200b': 'a space of no width',
  '\u3000': 'a full-width space',
}

/** What to say of a space that looks like one that YAML knows. */
export function spaceFinding(space: string): Finding {
  const message = `${NAMES[space] ?? 'an unusual space'} (${codePoint(space)}) stands here, which is text to YAML`
  return { code: 'odd-space', message, help: 'type the spaces anew' }
}

/** What to say of a dash that looks like that of a list. */
export function dashFinding(dash: string): Finding {
  const message = `${dash} (${codePoint(dash)}) is text to YAML: it begins no item of a list`
  return { code: 'odd-dash', message, help: 'write the - of an English keyboard, and a space after it' }
}

function wideFinding(sign: string): Finding {
  const message = `full-width punctuation is text to YAML: ${sign} is no sign of its own`
  return {
    code: 'full-width',
    message,
    help: 'use the punctuation of an English keyboard, with a space after it',
  }
}

type Sign = readonly [pattern: RegExp, say: (character: string) => Finding]

const ODD = ODD_SPACE.source
/** Where a line begins: what is odd there spoils the next one too. */
const AHEAD: readonly Sign[] = [
  [new RegExp(`(?<=^ *(?:- +)*)${ODD}`), spaceFinding],
  [/(?<=^\s*)[‐-―−－](?=\s|$)/, dashFinding],
]
/** Beside a sign of YAML, within its brackets, and where a value begins; elsewhere it may be meant. */
const BESIDE: readonly Sign[] = [
  [new RegExp(`(?<=[-:{[,] *)${ODD}|${ODD}(?= *[:}\\],{[])`), spaceFinding],
  [/(?<=[{[].*)[，；、：｝］]|(?<=[:-]\s+)[｛［]/, wideFinding],
]

/**
 * What to say of a syntax error in place of what YAML says: in its line, or at the start of the one before, stands what
 * looks like a sign of YAML and is text.
 */
export function withLookAlike(finding: SyntaxFinding, text: string, start: number): SyntaxFinding {
  const from = lineStart(text, start)
  const found =
    firstOf([...AHEAD, ...BESIDE], text, from) ??
    (from === 0 ? undefined : firstOf(AHEAD, text, lineStart(text, from - 1)))
  return found === undefined ? finding : { ...found, spoils: finding.spoils }
}

/** Nobody writes longer lines by hand, and what looks behind is slow. */
const LONGEST = 400

/** The first kind of sign that stands in a line, but in quotes and comments. */
function firstOf(signs: readonly Sign[], text: string, from: number): PlacedFinding | undefined {
  const end = text.indexOf('\n', from)
  const line = text.slice(from, Math.min(end === -1 ? text.length : end, from + LONGEST))
  const bare = line.replaceAll(/"[^"]*"|'[^']*'|(?<=\s)#.*$/g, (hidden) => '"'.repeat(hidden.length))
  for (const [pattern, say] of signs) {
    const found = pattern.exec(bare)
    if (found === null) continue
    const start = from + found.index
    return { ...say(found[0]), span: { start, end: start + found[0].length } }
  }
  return undefined
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', Math.max(0, at - 1)) + 1
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
