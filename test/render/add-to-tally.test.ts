import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addToTally } from '../../src/render/add-to-tally.ts'
import type { Tally } from '../../src/render/tally.ts'
import { aMember, hostileMembers, someMembers } from '../support/some-members.ts'

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

function expectSums({ count, states, projects, others }: Tally): void {
  expect(sum(Object.values(states))).toBe(count)
  expect(sum(projects.map((project) => project.count)) + others).toBe(count)
  for (const project of projects) {
    expect(sum(project.causes.map((cause) => cause.count)) + project.others).toBe(project.count)
  }
}

describe('a tally', () => {
  test('counts by project and cause, most first, and knows the first and the last', () => {
    const at = 1_715_423_404_000
    const tally = addToTally(null, [
      aMember({ project: 'risk', cause: 'heap', at: at + 5 }),
      ...someMembers(3, { at }),
      aMember({ cause: 'disk full', at: at - 1 }),
    ])
    expect(tally).toMatchObject({
      count: 5,
      states: { ERROR: 5 },
      first: at - 1,
      last: at + 2000,
      others: 0,
      projects: [
        {
          project: 'sales_eu',
          count: 4,
          others: 0,
          causes: [
            { cause: 'Table or view not found: ORDERS', count: 3 },
            { cause: 'disk full', count: 1 },
          ],
        },
        { project: 'risk', count: 1 },
      ],
    })
    expect(tally.earliest.map(({ at: time }) => time - at)).toEqual([-1, 0, 5, 1000, 2000])
  })

  test('of nobody is empty, and goes on from there', () => {
    const empty = addToTally(null, [])
    expect(empty).toEqual({
      count: 0,
      states: {},
      projects: [],
      others: 0,
      first: 0,
      last: 0,
      earliest: [],
    })
    expect(addToTally(empty, someMembers(2))).toEqual(addToTally(null, someMembers(2)))
  })

  test('keeps ten members, the earliest', () => {
    const tally = addToTally(null, someMembers(30).toReversed())
    expect(tally.earliest).toEqual(someMembers(10))
  })

  test('lists so many projects and causes, and counts the others', () => {
    const words = Array.from({ length: 60 }, (_, index) => String.fromCharCode(0x4e00 + index))
    const causes = addToTally(
      null,
      words.map((cause) => aMember({ cause })),
    )
    expect([causes.projects[0]?.causes.length, causes.projects[0]?.others]).toEqual([12, 48])
    const projects = addToTally(
      null,
      words.map((project) => aMember({ project })),
    )
    expect([projects.projects.length, projects.others]).toEqual([40, 20])
    expectSums(causes)
    expectSums(projects)
  })

  test('says what a job did where it has no cause', () => {
    const tally = addToTally(null, someMembers(2, { cause: '', job_state: 'SUCCEED' }))
    expect(tally.projects[0]?.causes).toEqual([{ cause: 'INC_BUILD SUCCEED', count: 2 }])
  })
})

describe('causes that differ only in numbers are one', () => {
  test.each([
    ['sizes', 'Container killed: 4.6 GB of 4.5 GB used', 'Container killed: 12 GB of 10,5 GB used'],
    [
      'ids',
      'job 3b0ec2ff-e629-373e-87b1-8d9d3c2ab1d1 failed',
      'job 99999999-aaaa-bbbb-cccc-dddddddddddd failed',
    ],
    ['hashes', 'lock Lock@1b2c3d4 held', 'lock Lock@99ffee0 held'],
    ['addresses', 'node 10.0.0.1:8042 lost', 'node 10.12.3.144:80 lost'],
    ['hosts', 'ip-10-2-3-4.ec2.internal is gone', 'ip-10-200-3-41.ec2.internal is gone'],
    ['attempts', 'attempt_1699_0001_m_000001_0', 'attempt_1700_0301_m_000041_3'],
  ])('%s', (_what, first, second) => {
    const tally = addToTally(null, [aMember({ cause: first }), aMember({ cause: second })])
    expect(tally.projects[0]?.causes).toEqual([{ cause: first, count: 2 }])
    expect(addToTally(addToTally(null, [aMember({ cause: first })]), [aMember({ cause: second })])).toEqual(
      tally,
    )
  })

  test.each([
    ['codes', 'KE-060100201: failed', 'KE-010001213: failed'],
    ['tables', 'Table SALES_1 not found', 'Table RISK_1 not found'],
    ['words', 'disk full', 'disk lost'],
    ['words that could be numbers', 'facade missing', 'decade missing'],
  ])('%s tell causes apart', (_what, first, second) => {
    const tally = addToTally(null, [aMember({ cause: first }), aMember({ cause: second })])
    expect(tally.projects[0]?.causes).toHaveLength(2)
  })
})

test('whatever the members say: the sums hold, batches change nothing, and the size is bounded', () => {
  fc.assert(
    fc.property(hostileMembers, fc.array(fc.nat(150), { maxLength: 4 }), (members, cuts) => {
      const whole = addToTally(null, members)
      expectSums(whole)
      const edges = [0, ...cuts.toSorted((a, b) => a - b), members.length]
      let inBatches: Tally | null = null
      for (const [index, edge] of edges.entries()) {
        const batch = members.slice(edges[index - 1] ?? 0, edge)
        inBatches = JSON.parse(JSON.stringify(addToTally(inBatches, batch))) as Tally
      }
      expect(inBatches).toEqual(whole)
      expect(Buffer.byteLength(JSON.stringify(whole))).toBeLessThan(64_000)
    }),
    { numRuns: 60 },
  )
})

test.each([
  ['long Chinese', '汉'],
  ['quotes', '"'],
  ['emoji', '👩‍👩‍👧‍👦'],
])('as much as fits of %s texts stays under 64 kB', (_what, piece) => {
  const pad = piece.repeat(400)
  const members = Array.from({ length: 3000 }, (_, index) => {
    const [project, cause, state] = [index % 60, index % 47, index % 20].map((number) =>
      String.fromCodePoint(0x4e00 + number),
    )
    return {
      ...aMember({ project: `${project}${pad}`, cause: `${cause}${pad}`, job_id: pad }),
      job_type: pad,
      job_state: `${state}${pad}`,
    }
  })
  const tally = addToTally(null, members)
  const bytes = Buffer.byteLength(JSON.stringify(tally))
  expect(bytes).toBeGreaterThan(40_000)
  expect(bytes).toBeLessThan(64_000)
  expectSums(tally)
})

test('a project called __proto__ is a project', () => {
  const tally = addToTally(addToTally(null, someMembers(1, { project: '__proto__' })), [
    aMember({ project: '__proto__', job_state: '__proto__', cause: '__proto__' }),
  ])
  expect(tally.projects).toMatchObject([{ project: '__proto__', count: 2 }])
  expect(Object.entries(tally.states)).toEqual([
    ['ERROR', 1],
    ['__proto__', 1],
  ])
})
