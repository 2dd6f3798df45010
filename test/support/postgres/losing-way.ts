import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'

/** Longer than the server takes from one answer to the next, ms. */
const AT_REST_MS = 50

/** A way to PostgreSQL that can lose the answer to a commit, and those of the statements sent along before it. */
export interface LosingWay {
  readonly port: number
  /** The next commit reaches the server; its answer and the connection are lost. Resolves when they are. */
  readonly loseNextCommit: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Opens one to a port of this machine. */
export async function aLosingWayTo(target: number): Promise<LosingWay> {
  let lost: PromiseWithResolvers<void> | null = null
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port: target })
    near.pipe(far)
    let held: Buffer[] = []
    let timer: NodeJS.Timeout | undefined
    function release(): void {
      for (const bytes of held) near.write(bytes)
      held = []
    }
    far.on('data', (bytes: Buffer) => {
      held.push(bytes)
      if (lost === null) return release()
      clearTimeout(timer)
      if (!Buffer.concat(held).includes('COMMIT\0')) {
        timer = setTimeout(release, AT_REST_MS)
        return
      }
      far.destroy()
      lost.resolve()
      lost = null
    })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => {})
      one.on('close', () => other.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    loseNextCommit: () => (lost = Promise.withResolvers<void>()).promise,
    async close() {
      server.close()
      await once(server, 'close')
    },
  }
}
