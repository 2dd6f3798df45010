import type { Finding, Path } from '../../src/rules/finding.ts'
import type { Source } from '../../src/rules/match/matcher.ts'

/** A problem and the path it was reported at. */
export type PlacedProblem = Finding & { readonly path: Path }

const NOWHERE = { start: 0, end: 0 }

/** A source without a file, for parts compiled on their own. @param flawed paths, in dots, where the schema found mistakes */
export function aSource(
  flawed: readonly string[] = [],
): Source & { readonly problems: readonly PlacedProblem[] } {
  const problems: PlacedProblem[] = []
  return {
    problems,
    report: (path, finding) => problems.push({ ...finding, path }),
    isSound: (path) => !flawed.includes(path.join('.')),
    places: {
      value: () => NOWHERE,
      key: () => NOWHERE,
      comment: () => undefined,
      written: () => '',
      text: () => '',
    },
  }
}
