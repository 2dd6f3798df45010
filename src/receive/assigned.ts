import type { AddRange } from './ranges.ts'
import {
  endsInKeyOf,
  endsInSecret,
  isChinese,
  isSecretFlag,
  namesSecret,
  namesSomeKey,
  SECRET_WORDS,
} from './secret-names.ts'
import { addValue, quoteAt, skipBlanks, type Setting } from './secret-value.ts'
import { addXmlValue } from './secret-xml.ts'

const WORD = new RegExp(SECRET_WORDS.source, 'gi')
const WHOLE_LINE = /(?:authorization|cookie)$/i
const CONF_KEY = /key(?!tab|store|space)/i
const NAME_CHAR = /[\w.$-]|[\u4e00-\u9fff]/
const NAME_LIMIT = 200
const PLAIN: Setting = { outer: '', within: 'text', whole: false, unsure: false }

/**
 * Finds values given to a name that names a secret: `name=value`, `name: value`, `name -> value`, `--name value`,
 * JSON, XML and spark-submit's `--conf 'name=value'`. Time is linear in the text: every search goes on behind what
 * the last one read.
 */
export function addAssigned(text: string, add: AddRange): void {
  WORD.lastIndex = 0
  for (let hit = WORD.exec(text); hit !== null; hit = WORD.exec(text)) {
    const end =
      hit[0].toLowerCase() === '--conf'
        ? conf(text, WORD.lastIndex, add)
        : named(text, nameAt(text, hit.index, hit[0]), add)
    WORD.lastIndex = Math.max(end, hit.index + 1)
  }
}

/** `--conf 'a.b.key=value'`: here alone a bare `key` counts. Returns where to search on. */
function conf(text: string, after: number, add: AddRange): number {
  const at = skipBlanks(text, after)
  const outer = quoteAt(text, at)
  const start = at + outer.length
  const end = endOfName(text, start)
  const name = text.slice(start, Math.min(end, start + NAME_LIMIT))
  if (text[end] !== '=' || !CONF_KEY.test(name)) return start
  return addValue(text, end + 1, { ...PLAIN, outer }, add)
}

/** A name that may name a secret, and where it stands. */
interface Name {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly chinese: boolean
}

function nameAt(text: string, hit: number, word: string): Name {
  // A Chinese sentence has no blanks around the word: 数据库密码为…
  if (isChinese(word)) return { text: word, start: hit, end: hit + word.length, chinese: true }
  let start = hit
  if (text[hit - 1] === ' ' && endsInKeyOf(text.slice(Math.max(0, hit - 11), hit))) start -= 2
  while (start > 0 && hit - start < NAME_LIMIT && isNameChar(text, start - 1)) start -= 1
  const end = endOfName(text, hit + word.length)
  return { text: text.slice(start, Math.min(end, hit + NAME_LIMIT)), start, end, chinese: false }
}

/** Returns where to search on. */
function named(text: string, name: Name, add: AddRange): number {
  const closing = quoteAt(text, name.end)
  const at = name.end + closing.length
  const xml = namesSecret(name.text) ? addXmlValue(text, name.start, at, add) : -1
  if (xml !== -1) return xml
  const separator = skipBlanks(text, at)
  const sign = signAt(text, separator, name)
  if (sign !== '' && isGiven(name, sign, closing !== '')) {
    const setting: Setting = {
      outer: closing === '' ? quoteBefore(text, name.start) : '',
      within: closing !== '' ? 'json' : sign === ',' ? 'pair' : 'text',
      whole: WHOLE_LINE.test(name.text),
      unsure: isUnsure(text, name, sign),
    }
    return addValue(text, separator + sign.length, setting, add)
  }
  const flag = separator > name.end && isSecretFlag(name.text) && text[separator] !== '-'
  return flag || (text[separator] === "'" && isSqlPassword(name, separator))
    ? addValue(text, separator, PLAIN, add)
    : name.end
}

const SIGN = /=[=>]{0,3}|＝|:=?|：|->/y
const CHINESE_SIGN = /[为是](?:[:：])?|(?:是|为)?[:：=＝]/y

/** `"name":"password","value":"…"`, as configurations are listed: what stands before the name, and behind it. */
const LISTED_BEFORE = /(?:name|key)\\{0,3}["']\s{0,4}:\s{0,4}\\{0,3}["']$/i
const LISTED_BEHIND = /,\s{0,20}\\{0,3}["']val(?:ue)?\\{0,3}["']\s{0,4}:/iy
const LISTED_WITHIN = 24
/** `('name', 'value')`, as Python prints a pair. */
const PAIR_BEFORE = /[([]\\{0,3}["']$/
const PAIR_BEHIND = /,(?=\s{0,4}\\{0,3}["'])/y

/** What gives the value: a sign, the comma of `(name,value)`, or ''. */
function signAt(text: string, at: number, name: Name): string {
  if (text[at] === ',') {
    if (at === name.end) return text[name.start - 1] === '(' ? ',' : ''
    const before = text.slice(Math.max(0, name.start - LISTED_WITHIN), name.start)
    if (LISTED_BEFORE.test(before)) return foundAt(text, at, LISTED_BEHIND)
    return PAIR_BEFORE.test(before) ? foundAt(text, at, PAIR_BEHIND) : ''
  }
  return foundAt(text, at, name.chinese ? CHINESE_SIGN : SIGN)
}

/** @param form sticky */
function foundAt(text: string, at: number, form: RegExp): string {
  form.lastIndex = at
  return form.exec(text)?.[0] ?? ''
}

function isGiven(name: Name, sign: string, quoted: boolean): boolean {
  if (sign !== ':' && sign !== '：') return namesSecret(name.text) || namesSomeKey(name.text)
  return quoted ? namesSecret(name.text) : endsInSecret(name.text)
}

/** `Unexpected token: SELECT`, in a parser's words. */
const PARSED =
  /(?:unexpected|invalid|illegal|unknown|unrecogni[sz]ed|near|bad|missing|extraneous|mismatched|offending|current|next|last|end) $/i
const PARSED_WITHIN = 16

function isUnsure(text: string, name: Name, sign: string): boolean {
  if (!sign.startsWith(':')) return !namesSecret(name.text)
  return (
    /^tokens?$/i.test(name.text) &&
    PARSED.test(text.slice(Math.max(0, name.start - PARSED_WITHIN), name.start))
  )
}

/** SQL's `PASSWORD 'value'`. */
function isSqlPassword({ text, end }: Name, at: number): boolean {
  return at > end && /(?:^|[-_.])(?:password|pwd)$/i.test(text)
}

function isNameChar(text: string, at: number): boolean {
  return at < text.length && NAME_CHAR.test(text.charAt(at))
}

/** An arrow is no part of a name, though its dash could be. */
function endOfName(text: string, from: number): number {
  let end = from
  while (isNameChar(text, end) && !(text[end] === '-' && text[end + 1] === '>')) end += 1
  return end
}

function quoteBefore(text: string, at: number): string {
  const mark = text[at - 1]
  if (mark !== '"' && mark !== "'" && mark !== '`') return ''
  let start = at - 1
  while (at - 1 - start < 7 && text[start - 1] === '\\') start -= 1
  return text.slice(start, at)
}
