/** Between two characters it breaks a mention or a fence and shows nothing. */
const ZERO_WIDTH = '\u200b'

/**
 * Characters that start or end something in Discord's markdown wherever they stand. `<` begins every mention, time
 * and command; `:` an emoji's name or, before `//`, a link.
 */
const ANYWHERE = /[\\*_~|`[\]<]|:(?=\/\/|[a-z0-9_+-]{1,40}:)/gi
/** Headings, lists, quotes and subtext begin a line. */
const AT_LINE_START = /^([ \t]*)(#|-|\+|>|\d{1,9}(?=\.))/gm
/** Who a message calls is the rules' business; a word in data never is. */
const CALLS = /@(?=everyone|here|[!&]?\d)/gi

/** Text that Discord shows as it is: no markdown, no links, no mentions. Linear in the text's length. */
export function escapeDiscord(text: string): string {
  return text
    .replace(ANYWHERE, '\\$&')
    .replace(AT_LINE_START, (_found, space: string, mark: string) =>
      /\d/.test(mark) ? `${space}${mark}\\` : `${space}\\${mark}`,
    )
    .replace(CALLS, `@${ZERO_WIDTH}`)
}

/** Text for inside a fence: no back-tick follows another, so that none can end it. */
export function escapeFenced(text: string): string {
  return text.replace(/`(?=`)/g, `\`${ZERO_WIDTH}`)
}
