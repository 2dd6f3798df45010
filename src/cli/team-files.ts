import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { ReadTeamFile } from '../rules/file/bundle.ts'

/**
 * Reads teams' files from disk, by paths relative to the root file's folder. They may lead anywhere: who writes the
 * root file names them, and its owner runs this process.
 */
export function teamFileReader(rulesFile: string): ReadTeamFile {
  return (path) => {
    const file = resolve(dirname(rulesFile), path)
    try {
      // A pipe or a device may never end.
      if (!statSync(file).isFile()) return { error: 'it is not a file' }
      return { text: readFileSync(file, 'utf8') }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
      return { error: code === 'ENOENT' ? 'there is no such file' : `the system says ${code}` }
    }
  }
}
