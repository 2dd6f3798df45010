import { DeliveryError } from './platform.ts'
import { type Kept, missingSecret, nameOfKept } from './kept.ts'
import type { TokenSource } from './token.ts'

/** What is wrong with an address, as the end of a sentence; null when it will do. */
export type CheckAddress = (url: URL) => string | null

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/**
 * The address that a secret holds, read anew each time: one that changed need not have been refused.
 * @throws DeliveryError `not-configured`, which names where it is kept and never the address
 */
export async function readAddress(source: TokenSource, at: Kept, check: CheckAddress): Promise<URL> {
  const written = (await source())?.trim() || null
  if (written === null) throw missingSecret(at)
  const url = URL.parse(written)
  const wrong = url === null ? 'holds no http(s) address' : check(url)
  if (url !== null && wrong === null) return url
  throw new DeliveryError({
    reason: 'not-configured',
    outcome: 'not-sent',
    detail: `${nameOfKept(at)} ${wrong ?? ''}`,
    help: `Put the right address into ${nameOfKept(at)}; a variable needs a restart.`,
  })
}

/** An address that is itself a secret goes over https only; http is for a server on this machine. */
export const checkSecretAddress: CheckAddress = ({ protocol, hostname }) => {
  if (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))) return null
  return protocol === 'http:' ? 'holds an address without https' : 'holds no https address'
}
