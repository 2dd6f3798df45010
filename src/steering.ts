/** What steers a terminal, or is not to be seen there: control and format characters. */
export const STEERING = /[\p{Cc}\p{Cf}]/gu

/** Without what steers a terminal: that must not come from data. */
export function plain(text: string): string {
  return text.replaceAll(STEERING, '')
}
