import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { InitFile } from './init-parts.ts'

/** Paths of files. */
export interface Written {
  readonly written: string[]
  /** They were there. */
  readonly kept: string[]
}

/** Writes what is not there; with force over it, but never over a secret. What stops it is said in one line. */
export async function writeAll(files: readonly InitFile[], force: boolean): Promise<Written | string> {
  const done: Written = { written: [], kept: [] }
  for (const { path, text, isSecret = false } of files) {
    try {
      await mkdir(dirname(path), { recursive: true, ...(isSecret ? { mode: 0o700 } : {}) })
      await writeFile(path, text, { flag: force && !isSecret ? 'w' : 'wx' })
      done.written.push(path)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
      if (code !== 'EEXIST') return `${path} cannot be written: ${code}`
      done.kept.push(path)
    }
  }
  return done
}
