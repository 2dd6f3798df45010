import * as fc from 'fast-check'
import { JOB_STATES } from '../../src/receive/event.ts'
import type { Member } from '../../src/render/tally.ts'
import { hostileText } from './hostile.ts'

/** A failed job, but for what is written out. */
export function aMember(over: Partial<Member> = {}): Member {
  return {
    project: 'sales_eu',
    job_id: '3b0ec2ff-e629-373e-87b1-8d9d3c2ab1d1',
    job_type: 'INC_BUILD',
    job_state: 'ERROR',
    cause: 'Table or view not found: ORDERS',
    at: Date.UTC(2024, 4, 11, 10, 30, 4),
    ...over,
  }
}

/** So many like it, a second apart. */
export function someMembers(count: number, over: Partial<Member> = {}): Member[] {
  const { at } = aMember(over)
  return Array.from({ length: count }, (_, index) => aMember({ ...over, at: at + index * 1000 }))
}

const short = hostileText.map((text) => text.slice(0, 2000))

/** Members whose every text is hostile, with projects and causes that come again. */
export const hostileMembers: fc.Arbitrary<Member[]> = fc
  .tuple(
    fc.array(fc.oneof(short, fc.constantFrom('__proto__', 'constructor', '', 'sales')), { minLength: 1 }),
    fc.array(fc.oneof(short, fc.constantFrom('disk 1 full', 'disk 22 full', '')), { minLength: 1 }),
  )
  .chain(([projects, causes]) =>
    fc.array(
      fc.record({
        project: fc.constantFrom(...projects),
        job_id: short,
        job_type: fc.constantFrom('INC_BUILD', '', '\u200b'),
        job_state: fc.oneof({ weight: 9, arbitrary: fc.constantFrom<string>(...JOB_STATES) }, short),
        cause: fc.constantFrom(...causes),
        at: fc.integer({ min: 0, max: 2 ** 42 }),
      }),
      { maxLength: 150 },
    ),
  )
