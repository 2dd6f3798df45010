import { posix } from 'node:path'
import type { Problem } from '../problem.ts'
import { ofRoot, teamsAtFault } from './at-fault.ts'
import type { ReadTeamFile } from '../rules/file/bundle.ts'
import { loadRulesInTurns } from '../rules/load.ts'
import { isError, isSound, type Reading, teamOf } from './reading.ts'

/**
 * Tests a sound reading. A team with a failing test, or whose change makes a test of the root file fail, is held back:
 * its last good text is taken instead, or nothing of it, and what is left is tested again. The result holds every
 * problem found on the way.
 * @param test one problem for each mistake that only shows when rules and templates are used
 */
export async function testedReading(
  reading: Reading,
  lastGood: ReadonlyMap<string, string>,
  test: (reading: Reading) => readonly Problem[],
): Promise<Reading> {
  const held = new Set<string>()
  const found: Problem[] = []
  let current = reading
  while (isSound(current)) {
    const failing = test(current)
    const own = failing.filter((problem) => isError(problem) && teamOf(problem, reading) !== null)
    const ofTeams = own.length > 0 ? own : await byTeams(failing)
    // What fails for everybody may only fail for what a team wrote: it is looked at again without that.
    found.push(...(ofTeams.length === 0 ? failing : ofTeams))
    if (ofTeams.length === 0) break
    for (const problem of ofTeams) held.add(teamOf(problem, reading) ?? '')
    current = await withoutTeams(reading, held, lastGood)
  }
  return { ...current, problems: [...reading.problems, ...found], tests: reading.tests }

  async function byTeams(failing: readonly Problem[]): Promise<readonly Problem[]> {
    const failingRoot = ofRoot(failing, reading)
    if (failingRoot.length === 0) return []
    const changed = reading.files.flatMap(({ team, text, state }) =>
      team !== null && state === 'ok' && !held.has(team) && lastGood.get(team) !== text ? [team] : [],
    )
    return teamsAtFault(reading, failingRoot, changed, async (without) =>
      ofRoot(test(await withoutTeams(reading, held.union(without), lastGood)), reading),
    )
  }
}

/** The same files, with the last good text in place of those of some teams; whose tests are then not among them. */
async function withoutTeams(
  reading: Reading,
  held: ReadonlySet<string>,
  lastGood: ReadonlyMap<string, string>,
): Promise<Reading> {
  const [root, ...teams] = reading.files
  if (root === undefined) return reading
  const read: ReadTeamFile = (path) => {
    const name = posix.isAbsolute(path) ? path : posix.join(posix.dirname(root.file), path)
    const found = teams.find(({ file }) => file === name)
    const usable = found?.state === 'ok' && !held.has(found.team ?? '')
    return usable ? { text: found.text } : { error: 'it is held back' }
  }
  const templates = new Set(reading.templates.keys())
  const { rules, tests, files } = await loadRulesInTurns(root.text, root.file, {
    templates,
    read,
    lastGood,
  })
  const texts = new Map(reading.files.map(({ file, text }) => [file, text]))
  const asRead = files.map((each) => Object.assign({}, each, { text: texts.get(each.file) ?? '' }))
  return { ...reading, rules, tests, files: asRead, problems: [] }
}
