import { spawnSync } from 'node:child_process'
import { writeSync } from 'node:fs'
import { createServer } from 'node:net'

/**
 * Holds a listening socket as systemd does: opens it, says its port, and hands it over as descriptor 3 to the command
 * in its arguments once a line comes in. It never accepts itself: its event loop is blocked by the command.
 */
const holder = createServer().listen(0, '127.0.0.1', () => {
  const { port } = holder.address() as { port: number }
  const { fd } = (holder as unknown as { _handle: { fd: number } })._handle
  writeSync(1, `${port}\n`)
  const script = 'read go; LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$@"'
  spawnSync('sh', ['-c', script, ...process.argv.slice(2)], { stdio: ['inherit', 'inherit', 'inherit', fd] })
})
