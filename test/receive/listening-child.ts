import { inheritedSocket, startServer } from '../../src/receive/server.ts'

// Stands in for the program under systemd: listens on the socket it was handed, and says where.
const socket = inheritedSocket('1', String(process.pid), process.pid)
if (socket === null) throw new Error('no socket')
const server = await startServer(() => new Response('from the child'), socket, { error: () => {} })
process.stdout.write(`${server.port}\n`)
process.stdin.on('end', () => void server.close(0)).resume()
