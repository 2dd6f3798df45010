import type { BigIntStats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What is watched. */
interface WatchedPaths {
  readonly files: readonly string[]
  /** Of these, every `.yaml` in them and in the folders below, and which there are. */
  readonly folders: readonly string[]
}

export interface WatchOptions {
  /** Asked at each look: a change may bring further files. */
  readonly paths: () => WatchedPaths
  /** Something changed and has been still since the look before. */
  readonly onChange: () => void
}

/** Looks for changes by polling: fs.watch hears nothing over NFS, in bind mounts and on some symlink swaps. */
export interface Watch {
  /** Compares with the look before; never rejects. */
  readonly look: () => Promise<void>
}

/** Made before the files are read, so that no change after it is missed. */
export async function createWatch({ paths, onChange }: WatchOptions): Promise<Watch> {
  let known = await fingerprint(paths())
  let before = known
  return {
    async look() {
      const now = await fingerprint(paths())
      // Still for one look: what is half written, or away for a moment while an editor saves, is left to end.
      const still = now === before
      before = now
      if (!still || now === known) return
      known = now
      onChange()
    },
  }
}

/**
 * Looks every `everyMs` ms; a look that takes longer is waited for. Keeps no process alive.
 * @returns ends it
 */
export function startWatch({ look }: Watch, everyMs = 1_000): () => void {
  let looking = false
  const timer = setInterval(() => {
    if (looking) return
    looking = true
    void look().finally(() => (looking = false))
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** A text that changes with each of the files: where its name leads to, and that one's time and size. */
async function fingerprint({ files, folders }: WatchedPaths): Promise<string> {
  const listed = await Promise.all(folders.map((folder) => yamlIn(folder)))
  const all = [...files, ...listed.flat()]
  return (await Promise.all(all.map(async (file) => `${file} ${await mark(file)}`))).join('\n')
}

async function yamlIn(folder: string, deep = 1): Promise<string[]> {
  try {
    const names = (await readdir(folder)).sort().filter((name) => !name.startsWith('.'))
    const own = names.filter((name) => name.endsWith('.yaml')).map((name) => join(folder, name))
    if (deep === 0) return own
    // A link to a folder is one; anything else has nothing below.
    const below = names.filter((name) => !name.endsWith('.yaml')).map((name) => join(folder, name))
    const found = await Promise.all(below.map((one) => yamlIn(one, deep - 1)))
    return [...own, ...found.flat()]
  } catch {
    return deep === 0 ? [] : [folder]
  }
}

/** Follows symlinks, so that a swapped ConfigMap is another file. Nanoseconds: editors save twice within a ms. */
async function mark(file: string): Promise<string> {
  try {
    const { dev, ino, mtimeNs, ctimeNs, size }: BigIntStats = await stat(file, { bigint: true })
    return [dev, ino, mtimeNs, ctimeNs, size].join(' ')
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
  }
}
