import type { Configuration } from '../cli/configuration.ts'
import type { Problem } from '../problem.ts'
import type { Rules } from '../rules/rules.ts'

/** Everything that users write, as it was read and checked in one go. */
export type Reading = Configuration

/** A reading whose root file and templates are sound. */
export type SoundReading = Reading & { readonly rules: Rules }

/** The name under which a team's file that cannot be read is told of, in the root file. */
const UNREADABLE = 'team-file-unreadable'

/** The team whose file has the problem, or null for one that concerns everybody. */
export function teamOf(problem: Problem, { files }: Pick<Reading, 'files'>): string | null {
  const found = files.find(
    ({ file, team }) =>
      team !== null &&
      (file === problem.file ||
        (problem.code === UNREADABLE && problem.message.includes(` of team "${team}" `))),
  )
  return found?.team ?? null
}

/** Whether nothing stands against taking it: mistakes, if any, are in teams' files only. */
export function isSound(reading: Reading): reading is SoundReading {
  const { rules, problems } = reading
  return rules !== null && !problems.some((problem) => isError(problem) && teamOf(problem, reading) === null)
}

/** Warnings stop nothing. */
export function isError({ severity }: Problem): boolean {
  return severity === 'error'
}
