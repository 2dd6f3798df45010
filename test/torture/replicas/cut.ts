import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { Transform } from 'node:stream'

/** A way to a server that can be cut: nothing comes through any more, and nobody is told. */
export interface Way {
  readonly port: number
  readonly cut: () => void
  /** New connections come through again; those that were cut are ended. */
  readonly mend: () => void
  readonly close: () => Promise<void>
}

/**
 * Opens a way to a port of this machine.
 * @param changed what comes of what the server says
 */
export async function aWayTo(
  target: number,
  changed: (bytes: Buffer) => Buffer = (bytes) => bytes,
): Promise<Way> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let isCut = false
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port: target })
    const pair = [near, far] as const
    pairs.add(pair)
    near.pipe(far)
    far.pipe(new Transform({ transform: (bytes: Buffer, _, done) => done(null, changed(bytes)) })).pipe(near)
    if (isCut) silence(pair)
    for (const socket of pair) {
      socket.on('error', () => {})
      socket.on('close', () => {
        pairs.delete(pair)
        for (const each of pair) each.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const end = (): void => {
    for (const pair of pairs) for (const socket of pair) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isCut = true
      for (const pair of pairs) silence(pair)
    },
    mend() {
      isCut = false
      end()
    },
    async close() {
      end()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Whatever is written stays where it is. */
function silence([near, far]: readonly [Socket, Socket]): void {
  near.unpipe()
  far.unpipe()
  near.pause()
  far.pause()
}
