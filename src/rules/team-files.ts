import type { Problem } from '../problem.ts'
import type { ReadTeamFile } from './file/bundle.ts'
import type { Content } from './content.ts'
import type { Draft } from './file/declared.ts'
import { quoted } from './finding.ts'
import { hasErrors, openFile, problemsIn } from './file/rules-file.ts'
import type { RulesFile } from './file/rules-file.ts'
import { TeamFileShape } from './file/schema.ts'
import type { Steps } from './file/steps.ts'
import { compileTeamFile } from './teams.ts'
import type { Team, TeamContent } from './teams.ts'
import { MAX_BYTES } from './file/yaml.ts'

/** One file of a configuration, as it was found. */
export interface LoadedFile {
  /** As problems name it. */
  readonly file: string
  /** As it was read now, mistakes included; '' where it cannot be read. */
  readonly text: string
  /** Null: the root file. */
  readonly team: string | null
  /** Whether its text is in use, its last good one, or nothing of it. */
  readonly state: 'ok' | 'last good' | 'left out'
  /** The channel that hears of mistakes in a team's file. */
  readonly contact: string | null
}

/** What came of one team's file. */
export interface TeamFile {
  readonly loaded: LoadedFile
  /** As `teams:` names it. */
  readonly path: string
  readonly problems: readonly Problem[]
  /** What is in use of it; null: nothing. */
  readonly inUse: { readonly text: string; readonly content: TeamContent } | null
  /** Its text as it was read now; null where it cannot be read. */
  readonly opened: RulesFile | null
}

/**
 * Loads every team's file. One that cannot be used is replaced by its last good text, or left out; no other file is
 * touched by it.
 * @param draft the root file, where an unreadable one is told of
 */
export function* loadTeams(
  teams: readonly Team[],
  draft: Draft,
  root: Content,
  read: ReadTeamFile,
  lastGood: ReadonlyMap<string, string>,
): Steps<TeamFile[]> {
  const files: TeamFile[] = []
  for (const team of teams) {
    yield
    const found = readWhole(read, team.path)
    if ('error' in found) reportUnreadable(team, found.error, draft)
    const now = 'text' in found ? yield* openTeam(found.text, team, root) : null
    const usable = now !== null && now.content !== null && !hasErrors(now.opened)
    const earlier = usable ? undefined : lastGood.get(team.name)
    const good = usable ? now : earlier === undefined ? null : yield* openTeam(earlier, team, root)
    const inUse = good === null || good.content === null || hasErrors(good.opened) ? null : good
    files.push({
      loaded: {
        file: team.file,
        text: now?.opened.text ?? '',
        team: team.name,
        state: usable ? 'ok' : inUse === null ? 'left out' : 'last good',
        contact: team.contact,
      },
      path: team.path,
      problems: now === null ? [] : problemsIn(now.opened),
      inUse:
        inUse === null || inUse.content === null ? null : { text: inUse.opened.text, content: inUse.content },
      opened: now?.opened ?? null,
    })
  }
  return files
}

function readWhole(read: ReadTeamFile, path: string): ReturnType<ReadTeamFile> {
  const found = read(path)
  if ('error' in found || Buffer.byteLength(found.text) <= MAX_BYTES) return found
  return { error: 'it is larger than 8 MB' }
}

function reportUnreadable(team: Team, error: string, { source }: Draft): void {
  const message = `the file ${quoted(team.path)} of team ${quoted(team.name)} cannot be used: ${error}`
  const help = "until it is there, the team's last good rules hold, or none"
  source.report(['teams', team.name, 'rules'], { code: 'team-file-unreadable', message, help })
}

interface OpenedTeam {
  readonly opened: RulesFile
  readonly content: TeamContent | null
}

function* openTeam(text: string, team: Team, root: Content): Steps<OpenedTeam> {
  const opened = yield* openFile(text, team.file, TeamFileShape, team.name)
  return { opened, content: opened.draft === null ? null : yield* compileTeamFile(opened.draft, team, root) }
}
