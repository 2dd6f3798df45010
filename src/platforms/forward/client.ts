import { FORWARDED } from '../../receive/forwarded.ts'
import { stringifyExact } from '../../receive/json.ts'
import { type CheckAddress, readAddress } from '../address.ts'
import { type Kept, nameOfKept } from '../kept.ts'
import type { Platform } from '../platform.ts'
import { postJson } from '../post.ts'
import type { TokenSource } from '../token.ts'
import { forwardError } from './errors.ts'

export interface ForwardOptions {
  /** Where callbacks are passed on to; `user:password@` in it becomes Basic credentials, as with Kylin. */
  readonly address: TokenSource
  /** Where a person keeps that address. */
  readonly keptAt: Kept
  /** How long one request may take, ms; 9 s, three times Kylin's own patience, when absent. */
  readonly timeoutMs?: number
}

/**
 * Passes callbacks on as Kylin would have posted them: exactly 200 counts, whatever becomes of the answer's body,
 * and no redirect is followed. The message's payload is the callback's fields.
 */
export function forwardPlatform({ address, keptAt, timeoutMs = 9_000 }: ForwardOptions): Platform {
  return {
    name: 'forward',
    async send(message, _place, delivery, signal) {
      const url = await readAddress(address, keptAt, checkAddress)
      const authorization = basicOf(url)
      url.username = ''
      url.password = ''
      const { exchange, thrown } = await postJson({
        url: url.href,
        authorization,
        userAgent: 'kylin-herald',
        headers: { [FORWARDED]: delivery },
        body: stringifyExact(message.payload),
        signal,
        timeoutMs,
      })
      if (exchange.status === 200) return { channel: '', message: '' }
      throw forwardError(exchange, thrown, nameOfKept(keptAt))
    },
    close: () => Promise.resolve(),
  }
}

const checkAddress: CheckAddress = (url) => {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'holds no http(s) address'
  return decoded(url.username) === null || decoded(url.password) === null
    ? 'holds a user or password with a stray %'
    : null
}

function basicOf({ username, password }: URL): string | null {
  if (username === '' && password === '') return null
  return `Basic ${Buffer.from(`${decoded(username) ?? ''}:${decoded(password) ?? ''}`).toString('base64')}`
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
