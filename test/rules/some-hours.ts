import type { Finding, Path } from '../../src/rules/finding.ts'
import { compileHours } from '../../src/rules/hours.ts'
import type { Hours } from '../../src/rules/hours.ts'
import type { HoursText } from '../../src/rules/hours-shape.ts'
import type { Source } from '../../src/rules/matcher.ts'

/** A problem and the path it was reported at. */
export type PlacedProblem = Finding & { readonly path: Path }

/** Compiles hours outside of a file. */
export function someHours(
  texts: Readonly<Record<string, HoursText>>,
  over: { zone?: string; outer?: ReadonlyMap<string, Hours>; flawed?: readonly string[] } = {},
): { readonly hours: Map<string, Hours>; readonly problems: readonly PlacedProblem[] } {
  const problems: PlacedProblem[] = []
  const nowhere = { start: 0, end: 0 }
  const source: Source = {
    report: (path, finding) => problems.push({ ...finding, path }),
    isSound: (path) => !(over.flawed ?? []).includes(path.join('.')),
    places: {
      value: () => nowhere,
      key: () => nowhere,
      comment: () => undefined,
      written: () => '',
      text: () => '',
    },
  }
  return { hours: compileHours(texts, over.zone ?? 'UTC', source, over.outer), problems }
}

/** The hours of one right text. */
export function hoursOf(
  text: HoursText,
  zone: string = 'UTC',
  others: Readonly<Record<string, HoursText>> = {},
): Hours {
  const { hours, problems } = someHours({ ...others, it: text }, { zone })
  const found = hours.get('it')
  if (found === undefined || problems.length > 0) throw new Error(JSON.stringify(problems))
  return found
}
