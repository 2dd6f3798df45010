import { hasErrors } from '../output.ts'
import { testConfiguration, testTally } from '../tests.ts'
import type { Problem } from '../../problem.ts'
import type { Configuration } from '../configuration.ts'
import { type Finding, fine, note, problem } from './finding.ts'

/** What `herald check` says, in short. */
export function configurationFindings(found: Configuration): Finding[] {
  const about = 'rules and templates'
  const tested = testConfiguration(found)
  const problems = [...found.problems, ...tested.problems]
  const findings = problems.map((one) => mistake(about, one))
  if (hasErrors(problems)) return findings
  const tests = testTally(found, tested)
  return [fine(about, `sound${tests === null ? '' : `, ${tests}`}`), ...findings]
}

/** Mistakes in settings. */
export function settingFindings(problems: readonly Problem[]): Finding[] {
  return problems.map((one) => mistake('settings', one))
}

function mistake(about: string, { severity, message, file, line, column, help = '' }: Problem): Finding {
  const place = [file, line, column].filter((part) => part !== undefined).join(':')
  const text = place === '' ? message : `${place} ${message}`
  return severity === 'error' ? problem(about, text, help) : note(about, text, help)
}
