import { readFile } from 'node:fs/promises'
import type { Problem } from '../problem.ts'
import { loadTemplates, type Templates } from '../render/template.ts'
import { type Loaded, loadRulesInTurns } from '../rules/load.ts'
import type { Rules } from '../rules/rules.ts'
import { readAllTemplates } from './all-templates.ts'
import { dryRender } from './dry-render.ts'
import { teamFileReader } from './team-files.ts'

/** Rules and templates as they stand on disk, and every mistake in them. */
export interface Configuration extends Pick<Loaded, 'files' | 'tests'> {
  /** Null where the rules have errors. */
  readonly rules: Rules | null
  readonly templates: Templates
  readonly problems: readonly Problem[]
  /** Text of each file by name, for carets. */
  readonly sources: ReadonlyMap<string, string>
}

export interface ReadOptions {
  /** By team: the text that is taken where its file has mistakes. */
  readonly lastGood?: ReadonlyMap<string, string>
  /** How the rules file is named, where it is not by `--rules`. */
  readonly namedBy?: string
}

/**
 * Reads and checks everything that users write, and renders every template of theirs with samples. Throws nothing: an
 * unreadable file is a problem.
 */
export async function readConfiguration(
  rulesFile: string,
  templatesDir: string,
  { lastGood, namedBy = '--rules' }: ReadOptions = {},
): Promise<Configuration> {
  const { files: templateFiles, shipped, problems: unreadable } = await readAllTemplates(templatesDir)
  const { templates, problems: wrong } = loadTemplates(templateFiles, shipped)
  const theirs = new Map([...templateFiles].filter(([name]) => !shipped.has(name)))
  const sources = new Map([...templateFiles.values()].map(({ file, text }) => [file, text]))
  const problems = [...unreadable, ...wrong, ...(await dryRender(templates, theirs))]
  const text = await readFile(rulesFile, 'utf8').catch((error: unknown) =>
    unreadableRules(rulesFile, namedBy, error),
  )
  if (typeof text !== 'string')
    return { rules: null, templates, problems: [...problems, text], sources, files: [], tests: [] }
  // A template with an error is known all the same: it has its own problem.
  const known = { templates: new Set(templateFiles.keys()), read: teamFileReader(rulesFile) }
  const loaded = await loadRulesInTurns(
    text,
    rulesFile,
    lastGood === undefined ? known : { ...known, lastGood },
  )
  for (const file of loaded.files) sources.set(file.file, file.text)
  return { ...loaded, templates, problems: [...problems, ...loaded.problems], sources }
}

function unreadableRules(file: string, namedBy: string, error: unknown): Problem {
  const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  return {
    severity: 'error',
    code: 'rules-unreadable',
    message: `cannot be read: ${why}`,
    file,
    help: `Name the file by ${namedBy} or RULES_FILE.`,
  }
}
