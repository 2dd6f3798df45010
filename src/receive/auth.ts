import { hash, timingSafeEqual } from 'node:crypto'
import type { Credentials } from '../setting-reader.ts'

/** Whether an Authorization header carries valid credentials. */
export type CheckAuthorization = (header: string | undefined) => boolean

/** The answer to missing or wrong credentials; `http://user:pass@host` at Kylin works only after this challenge. */
export const CHALLENGE = 'Basic realm="herald", charset="UTF-8"'

const BASIC = /^Basic +([A-Za-z0-9+/_-]+={0,2}) *$/i

/**
 * Checks Basic credentials in constant time: both sides are hashed, every password is compared. The bytes may be
 * UTF-8 or Latin-1, because Kylin encodes them in its JVM's default charset. An empty password never fits. The
 * passwords are asked for at each check: one from a file may have been rotated.
 */
export function basicAuth(credentials: Credentials): CheckAuthorization {
  let hashed = ''
  let accepted: readonly Buffer[] = []
  return (header) => {
    const encoded = BASIC.exec(header ?? '')?.[1]
    if (encoded === undefined) return false
    const passwords = credentials.passwords.map((password) => password() ?? '').filter((text) => text !== '')
    const current = passwords.join('\n')
    if (current !== hashed) {
      hashed = current
      accepted = passwords.flatMap((password) => hashesOf(`${credentials.username}:${password}`))
    }
    const given = hash('sha256', Buffer.from(encoded, 'base64'), 'buffer')
    let fits = false
    for (const known of accepted) fits = timingSafeEqual(known, given) || fits
    return fits && passwords.length > 0
  }
}

function hashesOf(text: string): readonly Buffer[] {
  return encodings(text).map((bytes) => hash('sha256', bytes, 'buffer'))
}

function encodings(text: string): readonly Buffer[] {
  const latin1 = Buffer.from(text, 'latin1')
  return latin1.toString('latin1') === text
    ? [Buffer.from(text, 'utf8'), latin1]
    : [Buffer.from(text, 'utf8')]
}
