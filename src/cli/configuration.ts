import { readFile } from 'node:fs/promises'
import type { Problem } from '../problem.ts'
import { loadTemplates, type Templates } from '../render/template.ts'
import { readTemplates } from '../render/template-files.ts'
import { loadRules } from '../rules/load.ts'
import type { Rules } from '../rules/rules.ts'

/** Rules and templates as they stand on disk, and every mistake in them. */
export interface Configuration {
  /** Null where the rules have errors. */
  readonly rules: Rules | null
  readonly templates: Templates
  readonly problems: readonly Problem[]
  /** Text of each file by name, for carets. */
  readonly sources: ReadonlyMap<string, string>
}

/** Reads and checks everything that users write. Throws nothing: an unreadable file is a problem. */
export async function readConfiguration(rulesFile: string, templatesDir: string): Promise<Configuration> {
  const sources = new Map<string, string>()
  const { files, problems: unreadable } = await readTemplates(templatesDir)
  for (const { file, text } of files.values()) sources.set(file, text)
  const { templates, problems: wrong } = loadTemplates(files)
  const problems = [...unreadable, ...wrong]
  let text: string
  try {
    text = await readFile(rulesFile, 'utf8')
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    const help = 'Name the file by --rules or RULES_FILE.'
    problems.push({
      severity: 'error',
      code: 'rules-unreadable',
      message: `cannot be read: ${why}`,
      file: rulesFile,
      help,
    })
    return { rules: null, templates, problems, sources }
  }
  sources.set(rulesFile, text)
  // A template with an error is known all the same: it has its own problem.
  const loaded = loadRules(text, rulesFile, { templates: new Set(files.keys()) })
  problems.push(...loaded.problems)
  return { rules: loaded.rules, templates, problems, sources }
}
