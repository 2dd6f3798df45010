import { eachSecretShape, hasSecretShape } from '../secret-shapes.ts'
import { lineEnd } from './lines.ts'
import type { AddRange } from './ranges.ts'
import { wrappedEnd } from './secret-value.ts'

/** Whether a text, or JSON without `\u` and `\/`, may hold anything addTokens finds. */
export function mayHoldToken(text: string): boolean {
  return text.includes('@') || text.includes('://') || text.includes('PRIVATE KEY') || hasSecretShape(text)
}

/** Finds what is a secret by its own shape: API tokens, webhook addresses, credentials in a URL, private keys. */
export function addTokens(text: string, add: AddRange): void {
  eachSecretShape(text, (start, end) => add(start, wrappedEnd(text, start, end)))
  addUserInfo(text, add)
  addUrlPasswords(text, add)
  addPrivateKeys(text, add)
}

const BOUNDARY = /[\s"'<>(),/[\]{}|]/
const USER_INFO_LIMIT = 512

/** `user:password@`, with or without a scheme; a password may hold an `@` itself. */
function addUserInfo(text: string, add: AddRange): void {
  let done = 0
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', done)) {
    let start = at
    while (start > done && at - start < USER_INFO_LIMIT && !BOUNDARY.test(text.charAt(start - 1))) start -= 1
    let last = at
    let end = at + 1
    for (; end < text.length && end - at < USER_INFO_LIMIT && !BOUNDARY.test(text.charAt(end)); end += 1) {
      if (text[end] === '@') last = end
    }
    addPassword(text, start, last, add)
    done = end
  }
}

/** `as:kylin@EXAMPLE.COM`: a Kerberos principal behind a label, in Hadoop's logs. */
const PRINCIPAL = /^(?:as|user|ugi|owner|renewer|realUser|principal):[\w.-]{1,64}$/i
const REALM = /@[A-Z][A-Z\d-]*(?:\.[A-Z\d-]+)+(?![\w.-])/y
const DIGEST = /@sha256:/y
/** A token instead of a user: `https://3f9a…@host/`. */
const ALONE = /https?:\/\/$/i
const ALONE_LEAST = 20

function addPassword(text: string, start: number, at: number, add: AddRange): void {
  const info = text.slice(start, at)
  const colon = info.indexOf(':')
  REALM.lastIndex = at
  DIGEST.lastIndex = at
  if (info.startsWith('mailto') || DIGEST.test(text) || (PRINCIPAL.test(info) && REALM.test(text))) return
  // `redis://:password@` has no user.
  if (colon > 0 || (colon === 0 && text.startsWith('//', start - 2))) add(start + colon + 1, at)
  else if (info.length >= ALONE_LEAST && ALONE.test(text.slice(Math.max(0, start - 8), start))) add(start, at)
}

const AUTHORITY_END = /[\s"'<>/?#\\]/
const HOSTS = /^(?:\[[\da-fA-F:.%]{0,60}\]|[^\s:,@]{0,255})(?::\d{0,5})?(?:,[^\s:,@]{1,255}(?::\d{0,5})?)*$/

/** `scheme://user:password@`, whatever the password holds; cut off before its `@`, or with a slash in it, too. */
function addUrlPasswords(text: string, add: AddRange): void {
  let stop = 0
  for (let at = schemeEnd(text, 0), end = 0; at !== -1; at = schemeEnd(text, end - 1)) {
    end = at
    while (end < text.length && end - at < USER_INFO_LIMIT && !AUTHORITY_END.test(text.charAt(end))) end += 1
    const authority = text.slice(at, end)
    const colon = authority.indexOf(':')
    const last = authority.lastIndexOf('@')
    if (last !== -1) {
      if (colon !== -1 && colon < last) add(at + colon + 1, at + last)
      continue
    }
    if (HOSTS.test(authority)) continue
    // Never looked through twice: it only moves on.
    stop = Math.max(stop, end)
    while (stop < text.length && stop - at < USER_INFO_LIMIT && !/[\s"'<>]/.test(text.charAt(stop))) stop += 1
    const later = text.slice(at, stop).lastIndexOf('@')
    add(at + colon + 1, later === -1 ? end : at + later)
  }
}

function schemeEnd(text: string, from: number): number {
  const plain = text.indexOf('://', from)
  return plain === -1 ? -1 : plain + 3
}

const KEY_LIMIT = 16_384
const NONE = Number.POSITIVE_INFINITY
const KEY_LINE = /^[\s|>]*(?:[A-Za-z0-9+/=]*|[A-Za-z-]{1,30}: .{0,100})\\?\s*$/

/** PEM private keys, also where one end of the block is missing. */
function addPrivateKeys(text: string, add: AddRange): void {
  const mark = 'PRIVATE KEY-----'
  let done = 0
  let close = -1
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, done)) {
    const before = text.slice(Math.max(done, at - 40), at)
    const after = at + mark.length
    if (before.includes('-----END ')) {
      let start = Math.max(done, at - 40) + before.lastIndexOf('-----END ')
      const end = start
      // The line before it is part of the key, whatever a log put in front of it.
      start = startOfLine(text, start, done)
      for (let line = start; line !== -1; line = keyLineBefore(text, start, done)) start = line
      add(start, end)
      done = after
    } else {
      if (close !== NONE && close < after) close = text.indexOf('-----END ', after)
      if (close === -1) close = NONE
      done = close - after <= KEY_LIMIT ? close : endOfKey(text, after)
      add(after, done)
    }
  }
}

/** Where a key without an END ends: behind its line and those after it that look like part of it. */
function endOfKey(text: string, from: number): number {
  let end = lineEnd(text, from)
  while (end < text.length && end - from < KEY_LIMIT) {
    const next = lineEnd(text, end + 1)
    if (next - end > 200 || !KEY_LINE.test(text.slice(end + 1, next))) break
    end = next
  }
  return end
}

/** Start of the line before the one that begins at `at`, at most 200 characters back and not before `floor`. */
function startOfLine(text: string, at: number, floor: number): number {
  const from = Math.max(floor, at - 200)
  return from + text.slice(from, Math.max(from, at - 1)).lastIndexOf('\n') + 1
}

/** The same if that line looks like part of a key, else -1. */
function keyLineBefore(text: string, at: number, floor: number): number {
  const start = startOfLine(text, at, floor)
  return start < at && KEY_LINE.test(text.slice(start, at)) ? start : -1
}
