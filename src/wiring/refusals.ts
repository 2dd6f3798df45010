import { type Database, nameOf } from '../database-setting.ts'
import type { Problem } from '../problem.ts'
import type { Settings } from '../settings.ts'
import { StoreRefused } from '../store/core/engine.ts'
import { StoreUnavailable } from '../store/store.ts'

/**
 * Why the bridge cannot start, as a person's mistake.
 * @throws the error itself where it is none
 */
export function startProblem(error: unknown, settings: Settings): Problem {
  if (error instanceof StoreRefused) return error.problem
  if (error instanceof StoreUnavailable) return notStoring(error, settings.database)
  return notListening(error, settings)
}

/** The system's name for what went wrong, e.g. EADDRINUSE. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function notStoring(error: StoreUnavailable, database: Database | null): Problem {
  return {
    severity: 'error',
    code: 'store-unavailable',
    message: `the database cannot be written: ${error.message}`,
    file: database === null ? 'temporary database' : nameOf(database),
    help:
      database?.kind === 'postgres'
        ? 'Look whether the server runs, can be reached from here, and is not a standby.'
        : 'Look for a full disk, a read-only file system, or missing rights.',
  }
}

function notListening(error: unknown, { host, port: callbacks, adminPort }: Settings): Problem {
  const code = codeOf(error)
  const port = error instanceof Error && 'port' in error ? Number(error.port) : callbacks
  if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL' && code !== 'ENOTFOUND')
    throw error
  const why = code === 'EADDRINUSE' ? 'something else listens there' : `the system says ${code}`
  return {
    severity: 'error',
    code: 'cannot-listen',
    message: `cannot listen on ${host}:${port}: ${why}`,
    help:
      port === adminPort
        ? 'Choose another port by ADMIN_PORT.'
        : 'Choose another address by --host and --port (HOST, PORT).',
  }
}
