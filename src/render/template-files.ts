import type { Dirent } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Problem } from '../problem.ts'
import type { TemplateFile } from './template.ts'

const ENDING = '.yaml'

/**
 * Reads the templates of a directory by name: `<name>.yaml` is `<name>`, and `<team>/<name>.yaml` is `<team>/<name>`.
 * Deeper directories and those that begin with a dot are not looked at. What could not be read is a problem.
 */
export async function readTemplates(directory: string): Promise<{
  readonly files: ReadonlyMap<string, TemplateFile>
  readonly problems: readonly Problem[]
}> {
  const files = new Map<string, TemplateFile>()
  const problems: Problem[] = []
  const unreadable = (file: string, error: unknown): void => {
    const why = codeOf(error)
    problems.push({ severity: 'error', code: 'template-unreadable', message: `cannot be read: ${why}`, file })
  }
  const readAll = async (folder: string, entries: readonly Dirent[], prefix: string): Promise<void> => {
    for (const { name } of entries.filter((entry) => entry.name.endsWith(ENDING)).sort(byName)) {
      const file = join(folder, name)
      try {
        const text = await readFile(file, 'utf8')
        files.set(prefix + name.slice(0, -ENDING.length), { file, text })
      } catch (error) {
        unreadable(file, error)
      }
    }
  }
  try {
    const entries = await readdir(directory, { withFileTypes: true })
    await readAll(directory, entries, '')
    for (const team of entries.filter(mayBeTeam).sort(byName)) {
      const folder = join(directory, team.name)
      try {
        await readAll(folder, await readdir(folder, { withFileTypes: true }), `${team.name}/`)
      } catch (error) {
        // A link to a file is none.
        if (codeOf(error) !== 'ENOTDIR') unreadable(folder, error)
      }
    }
  } catch (error) {
    unreadable(directory, error)
  }
  return { files, problems }
}

function mayBeTeam(entry: Dirent): boolean {
  const { name } = entry
  return !name.startsWith('.') && !name.endsWith(ENDING) && (entry.isDirectory() || entry.isSymbolicLink())
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
}
