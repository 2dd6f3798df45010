import { join } from 'node:path'
import { readTemplates } from '../../src/render/template-files.ts'
import { loadTemplates, type Templates } from '../../src/render/template.ts'

/** The templates this repository ships. */
export async function shippedTemplates(): Promise<Templates> {
  const { files } = await readTemplates(join(import.meta.dirname, '../../templates'))
  return loadTemplates(files).templates
}
