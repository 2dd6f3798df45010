/* oxlint-disable no-control-regex -- finding control characters is what this file is for */

/** Bidi controls could show a text in another order than it is read; zero-width ones could hide in a name. */
const SUSPECT =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/
const SUSPECTS = new RegExp(SUSPECT.source, 'g')
/** CSI and OSC sequences. Each class excludes ESC, so that every character is looked at once. */
const ANSI =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[@-Z\\-_]/g
const LINE_ENDS = /\r\n?|[\u2028\u2029\u0085]/g
/** Format characters alone show nothing, and both platforms refuse a text that shows nothing. */
const VISIBLE = /[^\s\p{Cf}\p{Mn}\u115f\u1160\u3164\uffa0\u2800]/u

/**
 * A text as a chat may show it: no ANSI colours, control characters, bidi or zero-width controls, no lone
 * surrogates (they become U+FFFD); line ends are `\n`; '' when nothing in it can be seen.
 */
export function cleanText(text: string): string {
  const clean = withoutControls(text).trim()
  return VISIBLE.test(clean) ? clean : ''
}

/** The same for code: the first line keeps its indent. */
export function cleanCode(text: string): string {
  const clean = withoutControls(text)
    .trimEnd()
    .replace(/^\s*\n/, '')
  return VISIBLE.test(clean) ? clean : ''
}

/** The same, on one line. */
export function cleanLine(text: string): string {
  const clean = cleanText(text)
  return /[\t\n]/.test(clean) ? clean.replace(/[ \t\n]+/g, ' ') : clean
}

function withoutControls(text: string): string {
  let clean = text.isWellFormed() ? text : text.toWellFormed()
  if (SUSPECT.test(clean)) clean = clean.replace(ANSI, '').replace(LINE_ENDS, '\n').replace(SUSPECTS, '')
  return clean
}
