import { hash, timingSafeEqual } from 'node:crypto'

/** Who may come in: one name, and every password that is valid just now (two while they are rotated). */
export interface Credentials {
  readonly username: string
  readonly passwords: readonly string[]
}

/** Whether an Authorization header carries valid credentials. */
export type CheckAuthorization = (header: string | undefined) => boolean

/** The answer to missing or wrong credentials; `http://user:pass@host` at Kylin works only after this challenge. */
export const CHALLENGE = 'Basic realm="herald", charset="UTF-8"'

const BASIC = /^Basic +([A-Za-z0-9+/_-]+={0,2}) *$/i

/**
 * Checks Basic credentials in constant time: both sides are hashed, every password is compared. The bytes may be
 * UTF-8 or Latin-1, because Kylin encodes them in its JVM's default charset. An empty password never fits.
 */
export function basicAuth(credentials: Credentials): CheckAuthorization {
  const accepted = credentials.passwords
    .filter((password) => password !== '')
    .flatMap((password) => encodings(`${credentials.username}:${password}`))
    .map((bytes) => hash('sha256', bytes, 'buffer'))
  return (header) => {
    const encoded = BASIC.exec(header ?? '')?.[1]
    if (encoded === undefined) return false
    const given = hash('sha256', Buffer.from(encoded, 'base64'), 'buffer')
    let fits = false
    for (const known of accepted) fits = timingSafeEqual(known, given) || fits
    return fits
  }
}

function encodings(text: string): readonly Buffer[] {
  const latin1 = Buffer.from(text, 'latin1')
  return latin1.toString('latin1') === text
    ? [Buffer.from(text, 'utf8'), latin1]
    : [Buffer.from(text, 'utf8')]
}
