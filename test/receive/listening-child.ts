import { startServer } from '../../src/receive/server.ts'

// Stands in for the program under systemd: listens on the socket it was handed, and says where.
const server = await startServer(
  (_, outgoing) => void outgoing.end('from the child'),
  { fd: 3 },
  { error: () => {} },
)
process.stdout.write(`${server.port}\n`)
process.stdin.on('end', () => void server.close(0)).resume()
