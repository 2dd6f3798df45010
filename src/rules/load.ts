import type { Problem } from '../problem.ts'
import { assembleRules } from './assemble.ts'
import type { ReadTeamFile } from './file/bundle.ts'
import { compileContent } from './content.ts'
import { testsIn } from './tests/loaded-tests.ts'
import type { LoadedTest } from './tests/loaded-tests.ts'
import type { Rules } from './rules.ts'
import { hasErrors, openFile, problemsIn } from './file/rules-file.ts'
import { RulesShape } from './file/schema.ts'
import { atOnce, inTurns } from './file/steps.ts'
import type { Steps } from './file/steps.ts'
import { loadTeams } from './team-files.ts'
import type { LoadedFile } from './team-files.ts'
import { compileTeams } from './teams.ts'

/** What exists outside the file. */
export interface Known {
  /** Names of the templates there are; without it, any name will do. */
  readonly templates?: ReadonlySet<string>
  /** Reads teams' files; without it, none can be read. */
  readonly read?: ReadTeamFile
  /** By team: the text of its file that was last in use without a mistake. */
  readonly lastGood?: ReadonlyMap<string, string>
}

/** What came of a configuration. */
export interface Loaded {
  /** Null where the root file has an error; a team's file with one is replaced by its last good text or left out. */
  readonly rules: Rules | null
  /** Every mistake, file by file, each in the order of its file. */
  readonly problems: readonly Problem[]
  /** The root file first. */
  readonly files: readonly LoadedFile[]
  /** Every sound test of the files as they were read now. */
  readonly tests: readonly LoadedTest[]
}

const NOTHING_READ: ReadTeamFile = () => ({ error: 'it was not read' })

/**
 * Checks and compiles a rules.yaml and its teams' files. Reads no file by itself and never throws, whatever the text.
 * @param file the name that problems carry
 */
export function loadRules(text: string, file: string, known: Known = {}): Loaded {
  return atOnce(loading(text, file, known))
}

/** As loadRules, in turns with whatever else there is to do: callbacks are answered meanwhile. */
export function loadRulesInTurns(text: string, file: string, known: Known = {}): Promise<Loaded> {
  return inTurns(loading(text, file, known))
}

function* loading(text: string, file: string, known: Known): Steps<Loaded> {
  const opened = yield* openFile(text, file, RulesShape, null)
  const { draft } = opened
  const own: LoadedFile = { file, text, team: null, state: 'left out', contact: null }
  if (draft === null)
    return { rules: null, problems: problemsIn(opened), files: [own], tests: testsIn(opened) }
  const root = yield* compileContent(draft, known.templates)
  const grants = compileTeams(draft, root, file)
  // Judged before the teams' files are read: one that cannot be read is told of here, and stops no other.
  const sound = !hasErrors(opened)
  const teams = yield* loadTeams(grants, draft, root, known.read ?? NOTHING_READ, known.lastGood ?? new Map())
  yield
  const files = [opened, ...teams.flatMap((team) => (team.opened === null ? [] : [team.opened]))]
  return {
    rules: sound ? assembleRules(text, root, teams) : null,
    problems: [...problemsIn(opened), ...teams.flatMap(({ problems }) => problems)],
    files: [{ ...own, state: sound ? 'ok' : 'left out' }, ...teams.map(({ loaded }) => loaded)],
    tests: files.flatMap(testsIn),
  }
}
