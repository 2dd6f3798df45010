import { setGlobalProxyFromEnv } from 'node:http'
import { isIPv4 } from 'node:net'

/** The proxies that requests to the platforms go through, by the names that curl knows them by. */
export interface ProxySettings {
  readonly HTTPS_PROXY?: string
  readonly HTTP_PROXY?: string
  readonly NO_PROXY?: string
}

/** A bridge on this machine is asked directly. */
const OWN = 'localhost, 127.0.0.1, 127.0.0.0/8, 0.0.0.0, ::1, [::1], ::, [::]'

/** Leads every request of this process that begins from now on through the proxies that are set; null: none is. */
export function goThrough(proxy: ProxySettings | null): void {
  if (proxy === null) return
  const { NO_PROXY: direct = '', ...proxies } = proxy
  setGlobalProxyFromEnv({ ...proxies, NO_PROXY: exceptions(`${direct},${OWN}`) })
}

/**
 * `NO_PROXY` as Node takes it, from what people write and curl understands: commas or blanks between them, a name for
 * all that ends in it, `10.0.0.0/8` for all of its addresses.
 */
export function exceptions(written: string): string {
  return written
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .flatMap(exception)
    .join(',')
}

function exception(entry: string): readonly string[] {
  const [address = '', bits = ''] = entry.split('/')
  if (isIPv4(address) && /^\d{1,2}$/.test(bits) && Number(bits) <= 32) return [range(address, Number(bits))]
  return /^[a-z][\w-]*(?:\.[\w-]+)*$/i.test(entry) ? [entry, `.${entry}`] : [entry]
}

function range(address: string, bits: number): string {
  const number = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
  const size = 2 ** (32 - bits)
  const first = number - (number % size)
  return `${dotted(first)}-${dotted(first + size - 1)}`
}

function dotted(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')
}
