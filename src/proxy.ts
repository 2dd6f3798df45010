import { setGlobalProxyFromEnv } from 'node:http'

/** The proxies that requests to the platforms go through, by the names that curl knows them by. */
export interface ProxySettings {
  readonly HTTPS_PROXY?: string
  readonly HTTP_PROXY?: string
  readonly NO_PROXY?: string
}

/** A bridge on this machine is asked directly. */
const OWN = ['localhost', '127.0.0.1', '[::1]', '::1']

/** Leads every request of this process that begins from now on through the proxies that are set; null: none is. */
export function goThrough(proxy: ProxySettings | null): void {
  if (proxy === null) return
  const { NO_PROXY: direct, ...proxies } = proxy
  setGlobalProxyFromEnv({
    ...proxies,
    NO_PROXY: [...(direct === undefined ? [] : [direct]), ...OWN].join(','),
  })
}
