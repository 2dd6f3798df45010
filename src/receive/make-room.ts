import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Holds a server to `most` connections. One more is taken all the same, because Kylin loses a callback for ever when
 * it is refused: the one that was waited for longest, with nothing or an unfinished request, is closed for it.
 */
export function makeRoom(server: Server, most: number): void {
  /** Those whose turn it is to write, the longest first. */
  const waitedFor = new Set<Socket>()
  let open = 0

  const waitFor = (socket: Socket): void => {
    waitedFor.delete(socket)
    if (!socket.destroyed) waitedFor.add(socket)
  }
  server.on('connection', (socket: Socket) => {
    open += 1
    socket.once('close', () => {
      open -= 1
      waitedFor.delete(socket)
    })
    waitFor(socket)
    if (open <= most) return
    const [longest = socket] = waitedFor
    waitedFor.delete(longest)
    longest.destroy()
  })
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request
    let answered = false
    waitFor(socket)
    // A request that nobody reads ends after its answer.
    request.once('end', () => answered || waitedFor.delete(socket))
    response.once('close', () => {
      answered = true
      waitFor(socket)
    })
  })
}
