import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageFile } from '../package-files.ts'
import type { TemplateFile } from '../render/template.ts'

/**
 * Names of the templates that are the package's own, letter for letter. Its tests have checked and rendered them; to do
 * it again takes a fifth of a start.
 */
export async function ownTemplates(files: ReadonlyMap<string, TemplateFile>): Promise<ReadonlySet<string>> {
  const own = new Set<string>()
  for (const [name, { text }] of files) {
    const file = join(packageFile('templates'), `${name}.yaml`)
    if (text === (await readFile(file, 'utf8').catch(() => null))) own.add(name)
  }
  return own
}
