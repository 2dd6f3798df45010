import type { Problem } from '../problem.ts'
import { isError, type Reading, teamOf } from './reading.ts'

/** Reads again with the last good text in place of those of some teams, and tests it: what fails for everybody. */
type FailingWithout = (held: ReadonlySet<string>) => Promise<readonly Problem[]>

/**
 * Which teams' changes make tests of the root file fail that hold without them, each with a problem of its own file.
 * Empty where they fail by the root file itself.
 * @param changed teams whose text is not their last good one and that are not held back yet
 */
export async function teamsAtFault(
  reading: Reading,
  failing: readonly Problem[],
  changed: readonly string[],
  failingWithout: FailingWithout,
): Promise<readonly Problem[]> {
  if (changed.length === 0 || (await failingWithout(new Set(changed))).length > 0) return []
  const alone: string[] = []
  for (const team of changed) {
    const others = changed.filter((other) => other !== team)
    if (others.length === 0 || (await failingWithout(new Set(others))).length > 0) alone.push(team)
  }
  // Where only several of them together do it, nobody can tell who has to change.
  const teams = alone.length > 0 ? alone : changed
  return teams.flatMap((team) => failing.map((problem) => ofTeam(problem, team, reading)))
}

/** Those of the problems that no team's file has. */
export function ofRoot(problems: readonly Problem[], reading: Reading): readonly Problem[] {
  return problems.filter((problem) => isError(problem) && teamOf(problem, reading) === null)
}

function ofTeam({ message, file: root, line }: Problem, team: string, { files }: Reading): Problem {
  const own = files.find((file) => file.team === team)
  const place = [root, line].filter((part) => part !== undefined).join(':')
  return {
    severity: 'error',
    code: 'root-test-failed',
    message: `with it a test of the root file fails: ${message}`,
    ...(own === undefined ? {} : { file: own.file }),
    line: 1,
    column: 1,
    help: `the test stands at ${place}: change the rule, or agree on the test with who owns that file`,
  }
}
