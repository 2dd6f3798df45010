import { compileHours } from '../../src/rules/time/hours.ts'
import type { Hours } from '../../src/rules/time/hours.ts'
import type { HoursText } from '../../src/rules/time/hours-shape.ts'
import { aSource } from './a-source.ts'
import type { PlacedProblem } from './a-source.ts'

/** Compiles hours outside of a file. */
export function someHours(
  texts: Readonly<Record<string, HoursText>>,
  over: { zone?: string; outer?: ReadonlyMap<string, Hours>; flawed?: readonly string[] } = {},
): { readonly hours: Map<string, Hours>; readonly problems: readonly PlacedProblem[] } {
  const source = aSource(over.flawed)
  return { hours: compileHours(texts, over.zone ?? 'UTC', source, over.outer), problems: source.problems }
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
