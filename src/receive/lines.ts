/**
 * What a terminal obeys and does not show: colours (ESC [ … m), character sets (`tput sgr0` writes ESC ( B), titles
 * and links. Any of them may stand in the middle of a word.
 */
export const CONTROL =
  // eslint-disable-next-line no-control-regex -- ESC and CSI begin these sequences.
  /(?:\u001B\[|\u009B)[\d;?]{0,20}[A-Za-z]|\u001B[()][0-9A-Z]|\u001B\][^\u0007\u001B\n]{0,2000}(?:\u0007|\u001B\\)|\u001B[=>78]/g

/** A text without terminal colours and the like. */
export function withoutColours(text: string): string {
  return text.includes('\u001B') || text.includes('\u009B') ? text.replaceAll(CONTROL, '') : text
}

/** A text that every database takes: no colours, no half surrogate pairs, no NUL (PostgreSQL refuses both). */
export function storable(text: string): string {
  const plain = withoutColours(text).toWellFormed()
  return plain.includes('\0') ? plain.replaceAll('\0', '\uFFFD') : plain
}

/**
 * One line as a person reads it: no colours, no line ending; of a line that a progress bar redrew, its last form.
 * @param text the line as it stands, without its \n
 */
export function readableLine(text: string): string {
  const line = storable(text).trimEnd()
  return line.slice(line.lastIndexOf('\r') + 1)
}

/** Where the line that holds `at` ends: at its \n, or at the end of the text. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}
