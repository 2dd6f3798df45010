import { NAME_FIELDS } from '../fields.ts'
import type { Finding } from '../finding.ts'
import { quoted } from '../finding.ts'
import { isRegex } from '../match/regex.ts'

/** What no name holds, but a regex. */
const OF_REGEX = /[|^$+()[\]\\]/

/** Says of the name of something that it is a regex without its slashes; undefined for what may be a name. */
export function regexFinding(field: string, text: string): Finding | undefined {
  const anyText = field !== 'cluster' && /\.[*?]/.test(text)
  if (!NAME_FIELDS.has(field) || isRegex(text) || (!anyText && !OF_REGEX.test(text))) return undefined
  const several = /^[\w.*?-]+(?:\|[\w.*?-]+)+$/.test(text) && !anyText
  return {
    code: 'regex-without-slashes',
    message: `${quoted(text)} is no regex: but for * and ?, each of its signs stands for itself`,
    help: several
      ? `for any of several, write [${text.split('|').join(', ')}]`
      : `write a regex between slashes, in single quotes: ${text.length > 60 ? "'/…/'" : `'/${text}/'`}`,
    severity: 'warning',
  }
}
