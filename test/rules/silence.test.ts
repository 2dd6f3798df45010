import { array, assert, constantFrom, property, string, uniqueArray } from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JobEvent } from '../../src/receive/event.ts'
import { compileSilence } from '../../src/rules/silence.ts'
import type { SilenceMatcher } from '../../src/rules/silence.ts'
import { anEvent } from '../support/an-event.ts'
import { whenOf } from './a-rules-file.ts'

function silence(...when: readonly string[]): SilenceMatcher {
  const made = compileSilence(when)
  if ('problems' in made) throw new Error(JSON.stringify(made.problems))
  return made
}
const silences = (when: readonly string[], event: JobEvent): boolean =>
  silence(...when).matches(event, new Map())
const saidOf = (...when: readonly string[]) => {
  const made = compileSilence(when)
  return 'problems' in made ? made.problems.map(({ code, help }) => [code, help]) : made
}

describe('a condition means what it means in a rule', () => {
  const EVENT = {
    project: 'Sales_EU',
    job_state: 'ERROR',
    job_type: 'INC_BUILD',
    cause: 'Connection refused: node-17',
    tag: ['a', 'b, c'],
  }

  test.each([
    [['project=sales_eu'], true],
    [['project = sales_*'], true],
    [['project=sales'], false],
    [['cause=/refused|timed out/'], true],
    [["cause='/REFUSED/'"], true],
    [['cause="Connection refused: node-17"'], true],
    [['cause=/^refused/'], false],
    [['job_state=[PAUSED, ERROR]'], true],
    [['project=[crm, "sales_??"]'], true],
    [["tag=['b, c']"], true],
    [['tag=[b]'], false],
    [['cause=[x, /node-\\d+,?/]'], true],
    [['project=sales*', 'job_state=ERROR'], true],
    [['project=sales*', 'job_state=PAUSED'], false],
    [['error_code=KE-*'], false],
    [['cluster=default'], true],
  ] as const)('%j', (when, expected) => {
    expect(silences(when, anEvent(EVENT))).toBe(expected)
  })

  test('whatever the values: as a when: of the same texts', () => {
    const words = ['sales', 'sales_eu', 'sales*', '*_eu', '?rm', '/eu/', '/^sales/', 'it’s', 'a b', '5']
    const projects = ['sales', 'sales_eu', 'SALES_EU', 'crm', 'crm_eu', 'it’s', 'a b', '5', 'x']
    assert(
      property(
        uniqueArray(constantFrom(...words), { minLength: 1, maxLength: 3 }),
        constantFrom(...projects),
        (some, project) => {
          const rules = whenOf(`{ project: [${some.map((word) => `'${word}'`).join(', ')}] }`)
          const event = anEvent({ project })
          const [only] = some
          const value = some.length === 1 && only !== undefined ? only : `[${some.join(', ')}]`
          expect(silences([`project=${value}`], event)).toBe(rules.match(event).trace.outcome === 'routed')
        },
      ),
      { numRuns: 60 },
    )
  })

  test('a model has the name that its cluster gives it', () => {
    const models = new Map([['89af4ee2-2cdb-4b07-b39e-4c29856309aa', 'orders']])
    const prod = { name: 'prod', url: null, credentials: null, forward: null, models }
    const event = anEvent({ cluster: 'prod', model_id: '89af4ee2-2cdb-4b07-b39e-4c29856309aa' })
    expect(silence('model=orders').matches(event, new Map([['prod', prod]]))).toBe(true)
    expect(silence('model=orders').matches(event, new Map())).toBe(false)
  })

  test('housekeeping needs no name: what was to be sent is silenced', () => {
    expect(silences(['project=sales'], anEvent({ job_type: 'META', housekeeping: true }))).toBe(true)
  })
})

test('channel is no field: it says for which channels a silence is, and alone it is for each event', () => {
  expect(silence('channel=ops', 'project=x').channels).toEqual(['ops'])
  expect(silence('channel=[ops, sales/own]').channels).toEqual(['ops', 'sales/own'])
  expect(silences(['channel=ops'], anEvent())).toBe(true)
  expect(silence('project=x').channels).toEqual([])
})

test('a field that Kylin is not known to send may be meant', () => {
  expect(silence('flavour=5').warnings).toMatchObject([{ severity: 'warning', code: 'unknown-field' }])
  expect(silence('project=a').warnings).toEqual([])
})

const EXAMPLE = "write field=value, such as project=sales_*, cause='/refused/' or channel=ops"
test.each([
  [[], [['empty-silence', EXAMPLE]]],
  [['sales'], [['bad-condition', EXAMPLE]]],
  [['=sales'], [['bad-condition', EXAMPLE]]],
  [['project='], [['bad-condition', EXAMPLE]]],
  [[`project=${'a'.repeat(5_000)}`], [['bad-condition', EXAMPLE]]],
  [['projct=sales'], [['unknown-field', 'did you mean "project"?']]],
  [['job_state=FAILED'], [['unknown-job-state', 'did you mean "ERROR"?']]],
  [['cause=/(/'], [['bad-regex', 'RE2 syntax: no backreferences, and ( [ { \\ are escaped by \\']]],
  [
    ['cause=/refused'],
    [
      [
        'unclosed-regex',
        'a regex ends with /; a value that begins with / can be written as a pattern, such as ?data*',
      ],
    ],
  ],
  [
    ['duration=>30m'],
    [['comparison-sign', 'a silence cannot compare; name a value, a pattern or a /regex/']],
  ],
  [
    ['project={ not: sales }'],
    [['bad-condition', "write project=value, project='/regex/' or project=[one, other]"]],
  ],
  [['project=[a, b'], [['bad-list', 'write project=[one, other], in a shell within quotes']]],
  [['project=[]'], [['bad-list', 'write project=[one, other], in a shell within quotes']]],
  [['project=[a, [b]]'], [['bad-list', 'write project=[one, other], in a shell within quotes']]],
  [['project=a', 'project=b'], [['duplicate-key', 'for any of several, write project=[…, …]']]],
  [['channel=op*'], [['bad-channel', 'write channel=ops, or channel=[ops, sales]']]],
  [
    Array.from({ length: 51 }, (_, n) => `f${n}=a`),
    [['too-many-conditions', 'of one field, write a list: project=[a, b]']],
  ],
])('%j is a mistake', (when, problems) => {
  expect(saidOf(...when)).toEqual(problems)
})

test('all mistakes are told at once, and whatever is written, nothing is thrown', () => {
  expect(saidOf('projct=a', 'job_state=FAILED', 'x')).toHaveLength(3)
  const part = constantFrom(
    '=',
    '[',
    ']',
    ',',
    "'",
    '"',
    '/',
    '*',
    'project',
    'channel',
    'tag.',
    ' ',
    '{',
    '\\',
    '>',
  )
  const text = array(part, { maxLength: 12 }).map((parts) => parts.join(''))
  assert(
    property(array(text, { maxLength: 3 }), string(), (when, more) => {
      const made = compileSilence([...when, more])
      if (!('problems' in made)) made.matches(anEvent(), new Map())
    }),
    { numRuns: 500 },
  )
})
