import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Problem } from '../problem.ts'
import type { TemplateFile } from './template.ts'

/** Reads `<name>.yaml` of a directory, by name; what could not be read is a problem. */
export async function readTemplates(directory: string): Promise<{
  readonly files: ReadonlyMap<string, TemplateFile>
  readonly problems: readonly Problem[]
}> {
  const files = new Map<string, TemplateFile>()
  const problems: Problem[] = []
  const unreadable = (file: string, error: unknown): void => {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    problems.push({ severity: 'error', code: 'template-unreadable', message: `cannot be read: ${why}`, file })
  }
  const names = await readdir(directory).catch((error: unknown) => {
    unreadable(directory, error)
    return []
  })
  for (const name of names.filter((file) => file.endsWith('.yaml')).sort()) {
    const file = join(directory, name)
    try {
      files.set(name.slice(0, -'.yaml'.length), { file, text: await readFile(file, 'utf8') })
    } catch (error) {
      unreadable(file, error)
    }
  }
  return { files, problems }
}
