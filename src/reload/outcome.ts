import { frames } from '../cli/output.ts'
import type { Problem } from '../problem.ts'
import type { LoadedFile } from '../rules/team-files.ts'
import { isError, isSound, type Reading } from './reading.ts'

/** What came of one reload. */
export interface Outcome {
  /** Whether the rules and templates that were read are in force now. */
  readonly applied: boolean
  /** Whether all of them are: false where a team's file is broken. */
  readonly ok: boolean
  /** Hash of the rules in force; null when there are none yet. */
  readonly hash: string | null
  readonly problems: readonly Problem[]
  readonly files: readonly Pick<LoadedFile, 'file' | 'team' | 'state'>[]
  /** All of it for a person: the problems with their carets, and what is in force. */
  readonly text: string
}

/** @param before hash of the rules in force until then; null: none */
export function outcomeOf(reading: Reading, before: string | null): Outcome {
  const { problems, sources } = reading
  const applied = isSound(reading)
  const files = reading.files.map(({ file, team, state }) => ({ file, team, state }))
  const last = applied ? files.map(inForce).join('') : nothingChanged(before)
  return {
    applied,
    ok: applied && !problems.some(isError),
    hash: applied ? reading.rules.hash : before,
    problems,
    files,
    text: [...(problems.length > 0 ? [frames(problems, sources)] : []), last].join('\n'),
  }
}

function inForce({ file, state }: Outcome['files'][number]): string {
  const words = {
    ok: 'in force',
    'last good': 'its last good version stays in force',
    'left out': 'left out: it has no good version yet',
  } as const satisfies Record<LoadedFile['state'], string>
  return `${file}: ${words[state]}\n`
}

function nothingChanged(before: string | null): string {
  return before === null
    ? 'No rules are in force.\n'
    : `Nothing was changed: rules ${before} stay in force.\n`
}
