import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of its own in an image file, that can lose its power. */
export interface FileSystem {
  /** Where it is mounted. */
  readonly path: string
  /** From now on nothing more reaches it, and what was not flushed is gone. */
  readonly cutPower: () => void
  /** Mounts it again, as a machine does that got its power back; nothing may hold a file of it open. */
  readonly restorePower: () => void
  readonly remove: () => void
}

const SIZE = '512M'
/** Shuts a file system down without flushing even its journal (EXT4_IOC_SHUTDOWN, EXT4_GOING_FLAGS_NOLOGFLUSH). */
const CUT = `open(my $at, '<', $ARGV[0]) or die $!; my $flags = pack('L', 2); ioctl($at, 0x8004587d, $flags) or die $!`

/** Makes and mounts one (ext4 over a loop device); a text that says why where this machine cannot. */
export function aFileSystem(): FileSystem | string {
  if (process.getuid?.() !== 0) return 'only root can mount a file system'
  const folder = mkdtempSync(join(tmpdir(), 'herald-power-'))
  const image = join(folder, 'image')
  const path = join(folder, 'mounted')
  const mount = (): void => run('mount', '-o', 'loop', image, path)
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    mkdirSync(path)
    run('truncate', '-s', SIZE, image)
    run('mkfs.ext4', '-q', '-F', image)
    mount()
  } catch (error) {
    remove()
    return `no file system can be mounted here: ${error instanceof Error ? error.message.trim() : 'unknown'}`
  }
  return {
    path,
    cutPower: () => run('perl', '-e', CUT, path),
    restorePower() {
      run('umount', path)
      mount()
    },
    remove() {
      run('umount', path)
      remove()
    },
  }
}

function run(command: string, ...args: readonly string[]): void {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
}
