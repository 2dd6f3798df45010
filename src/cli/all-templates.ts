import { existsSync } from 'node:fs'
import { packageFile } from '../package-files.ts'
import type { Problem } from '../problem.ts'
import { readTemplates } from '../render/template-files.ts'
import type { TemplateFile } from '../render/template.ts'
import { DEFAULT_TEMPLATES_DIR } from '../settings.ts'

/** Every template there is. */
interface AllTemplates {
  readonly files: ReadonlyMap<string, TemplateFile>
  /**
   * Names of those that are the package's, letter for letter. Its tests have checked and rendered them; to do it again
   * takes a fifth of a start.
   */
  readonly shipped: ReadonlySet<string>
  readonly problems: readonly Problem[]
}

/**
 * Reads the templates that came with Herald, and over them those of a directory: one of the same name takes the place of
 * Herald's. The default directory need not be there.
 */
export async function readAllTemplates(directory: string): Promise<AllTemplates> {
  const { files: shipped, problems } = await readTemplates(packageFile('templates'))
  if (directory === DEFAULT_TEMPLATES_DIR && !existsSync(directory)) {
    return { files: shipped, shipped: new Set(shipped.keys()), problems }
  }
  const own = await readTemplates(directory)
  const files = new Map([...shipped, ...own.files])
  const same = [...shipped].filter(([name, { text }]) => files.get(name)?.text === text)
  return { files, shipped: new Set(same.map(([name]) => name)), problems: [...problems, ...own.problems] }
}
