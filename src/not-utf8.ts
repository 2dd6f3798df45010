/** What a text has that was decoded from bytes that are no UTF-8 text. */
// oxlint-disable-next-line no-control-regex -- finding such a character is the purpose
export const NOT_UTF8 = /[\0\ufffd]/

/** What to say of a file that has it. */
export const NOT_UTF8_FINDING = {
  code: 'not-utf-8',
  message: 'the file is not UTF-8 text',
  help: 'save it as UTF-8',
} as const
