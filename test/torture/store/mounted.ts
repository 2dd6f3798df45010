import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A small file system for one database alone. */
export interface Mounted {
  readonly path: string
  /** Unmounts it and mounts it again, which mends what the journal can; nothing may hold a file of it open. */
  readonly again: () => void
  readonly unmount: () => void
}

/** Mounts one of so many MB; a text that says why where this machine cannot. */
export function mounted(type: 'tmpfs' | 'ext4', megabytes: number): Mounted | string {
  if (process.getuid?.() !== 0) return 'only root can mount a file system'
  const folder = mkdtempSync(join(tmpdir(), 'herald-disk-'))
  const path = join(folder, 'disk')
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  const image = join(folder, 'image')
  const mount = (): void => {
    if (type === 'tmpfs') run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path)
    else run('mount', '-o', 'loop', image, path)
  }
  mkdirSync(path)
  try {
    if (type === 'ext4') {
      run('truncate', '-s', `${megabytes}M`, image)
      run('mkfs.ext4', '-q', '-F', image)
    }
    mount()
  } catch (error) {
    remove()
    return `nothing can be mounted here: ${error instanceof Error ? error.message.trim() : 'unknown'}`
  }
  return {
    path,
    again() {
      run('umount', path)
      mount()
    },
    unmount() {
      run('umount', path)
      remove()
    },
  }
}

/** Runs a command to its end. @throws when it fails, or is not there */
export function run(command: string, ...args: readonly string[]): void {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
}

/** Why a program cannot be used here; null when it can. */
export function missing(command: string): string | null {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined
    ? null
    : `there is no ${command} here`
}
