import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'

/** How often it is asked who is ready, ms. */
const ASK_MS = 100

/** Spreads connections over the replicas that say they are ready. */
export interface Balancer {
  readonly url: string
  /** Replicas by name; one that is started again has another address. */
  readonly backends: Map<string, string>
  /** Resolves once this replica is given connections, or once it is not any more. */
  readonly until: (name: string, isReady: boolean) => Promise<void>
  readonly close: () => Promise<void>
}

/** A round-robin over TCP that obeys /readyz. */
export async function aBalancer(): Promise<Balancer> {
  const backends = new Map<string, string>()
  const ready = new Set<string>()
  let turn = 0
  const server = createServer((near) => {
    // Where none is, all are tried, as load balancers do.
    const names = [...(ready.size > 0 ? ready : backends.keys())].toSorted()
    const url = backends.get(names[turn % Math.max(1, names.length)] ?? '')
    turn += 1
    if (url === undefined) return void near.destroy()
    const far = connect({ host: '127.0.0.1', port: Number(new URL(url).port) })
    near.pipe(far)
    far.pipe(near)
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const state = { closed: false }
  async function look(): Promise<void> {
    for (const [name, url] of backends) {
      const isReady = await fetch(`${url}/readyz`).then(
        (answer) => answer.ok,
        () => false,
      )
      if (isReady) ready.add(name)
      else ready.delete(name)
    }
  }
  async function lookOn(): Promise<void> {
    while (!state.closed) {
      await look()
      await new Promise((resolve) => setTimeout(resolve, ASK_MS))
    }
  }
  const looking = lookOn()
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    backends,
    async until(name, isReady) {
      while (ready.has(name) !== isReady) await new Promise((resolve) => setTimeout(resolve, 20))
    },
    async close() {
      state.closed = true
      await looking
      server.close()
    },
  }
}
