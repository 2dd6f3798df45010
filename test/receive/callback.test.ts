import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fieldOf } from '../../src/receive/event.ts'
import { stringifyExact } from '../../src/receive/json.ts'
import { eventOf, problemsOf, received, REQUIRED } from './arrival.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures/callbacks')
const fixture = (name: string): Buffer => readFileSync(join(FIXTURES, name))

describe('the fixtures', () => {
  test.each(readdirSync(FIXTURES))('%s becomes an event with its own fields', (name) => {
    const sent = JSON.parse(fixture(name).toString()) as Record<string, unknown>
    const event = eventOf(fixture(name))
    expect(Object.keys(event.fields)).toEqual(Object.keys(sent))
    for (const field of ['job_id', 'project', 'job_state', 'job_type'] as const) {
      expect(event[field]).toBe(sent[field])
      expect(event.fields[field]).toBe(sent[field])
    }
    expect(event.cut).toBe(false)
  })

  test('say how many rows were written and of which time', () => {
    expect(eventOf(fixture('08-sub_partition_build-succeed.json'))).toMatchObject({
      rows: 64,
      data_from: 1_704_067_200_000,
      data_to: 1_709_251_200_000,
    })
    expect(eventOf(fixture('06-snapshot_build-succeed.json'))).toMatchObject({
      rows: 60_175,
      data_from: null,
    })
    expect(eventOf(fixture('01-index_build-succeed.json'))).toMatchObject({
      rows: null,
      data_from: 1_325_347_200_000,
    })
  })

  test('of housekeeping jobs are known as such', () => {
    expect(eventOf(fixture('16-meta-cron-succeed.json')).housekeeping).toBe(true)
    expect(eventOf(fixture('13-table_sampling-succeed.json')).housekeeping).toBe(false)
  })
})

describe('64-bit integers', () => {
  test('stay exact in ranges and tags', () => {
    const full = eventOf(fixture('10-full-build-long-max.json'))
    expect(stringifyExact(full.fields)).toContain('"data_range_end":9223372036854775807')
    expect(fieldOf(eventOf(fixture('11-tag-object.json')), 'tag.run_id')).toBe(9_223_372_036_854_775_807n)
  })

  test('at the end of a range mean that it is open', () => {
    expect(eventOf(fixture('10-full-build-long-max.json'))).toMatchObject({ data_from: null, data_to: null })
    const range = [{ data_range_start: 5, data_range_end: 9 }]
    expect(eventOf({ segment_time_range: range })).toMatchObject({ data_from: 5, data_to: 9 })
    const open = `{"data_range_start":7,"data_range_end":9223372036854775807}`
    const text = JSON.stringify({ ...REQUIRED, segment_time_range: range }).replace('}]', `},${open}]`)
    expect(eventOf(text)).toMatchObject({ data_from: 5, data_to: null })
    expect(eventOf(text.replace('9223372036854775807', '9.3e18')).data_to).toBeNull()
  })

  test('a number no double can hold stays what was written', () => {
    expect(eventOf(`${JSON.stringify(REQUIRED).slice(0, -1)},"n":1e999}`).fields['n']).toBe('1e999')
  })
})

describe('what may be wrong without making a callback unusable', () => {
  test('a field of any type, absent or unknown', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(
            'stacktrace',
            'msg',
            'error_code',
            'segment_time_range',
            'segment_partition_info',
            'x',
          ),
          fc.jsonValue({ maxDepth: 4 }),
        ),
        fc.constantFrom('snapshot_job_info', 'tag', 'duration', 'suggestion'),
        fc.jsonValue(),
        (fields, name, value) => {
          expect(eventOf({ ...fields, [name]: value }).project).toBe('sales')
        },
      ),
    )
  })

  test('numbers and booleans where the four required fields should be text', () => {
    expect(eventOf({ job_id: 17, project: true })).toMatchObject({ job_id: '17', project: 'true' })
    expect(eventOf({ job_id: 17 }).fields['job_id']).toBe('17')
  })

  test('the spelling of the documentation: the right one stands beside it', () => {
    const { fields } = eventOf({
      err_code: 'KE-1',
      segment_time_range: [{ date_range_start: 3, date_range_end: 4 }],
    })
    expect(fields).toMatchObject({ err_code: 'KE-1', error_code: 'KE-1' })
    expect(fields['segment_time_range']).toEqual([
      { date_range_start: 3, date_range_end: 4, data_range_start: 3, data_range_end: 4 },
    ])
    expect(eventOf({ segment_time_range: [{ data_range_start: 3, date_range_end: 4 }] })).toMatchObject({
      data_from: 3,
      data_to: 4,
    })
    expect(eventOf({ err_code: 'wrong', error_code: 'right' }).fields['error_code']).toBe('right')
  })

  test('a byte order mark and broken UTF-8', () => {
    const json = JSON.stringify({ ...REQUIRED, msg: 'AB' })
    expect(eventOf(`\uFEFF${json}`).project).toBe('sales')
    const broken = Buffer.from(json)
    broken[broken.indexOf('AB')] = 0xff
    expect(eventOf(broken).fields['msg']).toBe('\uFFFDB')
  })

  test('fields called __proto__ or constructor', () => {
    const event = eventOf(
      `${JSON.stringify(REQUIRED).slice(0, -1)},"__proto__":{"a":1},"constructor":2,"tag":{"__proto__":"x"}}`,
    )
    expect(Object.getPrototypeOf(event.fields)).toBeNull()
    expect(fieldOf(event, 'constructor')).toBe(2)
    expect(fieldOf(event, 'a')).toBeUndefined()
    expect(({} as Record<string, unknown>)['a']).toBeUndefined()
  })

  test('half surrogate pairs and NUL are replaced: no database takes them', () => {
    expect(eventOf(`${JSON.stringify(REQUIRED).slice(0, -1)},"msg":"a\\ud800b\\u0000c"}`).fields['msg']).toBe(
      'a�b�c',
    )
  })
})

describe('an unusable body', () => {
  test.each([
    ['', 'callback-empty'],
    [' \n', 'callback-empty'],
    ['{"job_id":', 'callback-not-json'],
    ['<html>', 'callback-not-json'],
    ['[]', 'callback-not-an-object'],
    ['null', 'callback-not-an-object'],
    [JSON.stringify({ ...REQUIRED, job_id: null }), 'callback-missing-field'],
    [JSON.stringify({ ...REQUIRED, project: {} }), 'callback-missing-field'],
    ['['.repeat(200), 'callback-too-deep'],
    [`[${'1,'.repeat(500_001)}1]`, 'callback-too-many-values'],
  ])('%.20j has the problem %s', (body, code) => {
    expect(problemsOf(body)).toEqual([code])
  })

  test('names every missing field', () => {
    const result = received('{"tag":1}')
    const messages = 'problems' in result ? result.problems.map((problem) => problem.message) : []
    expect(messages.map((message) => /field (\w+)/.exec(message)?.[1])).toEqual([
      'job_id',
      'project',
      'job_state',
      'job_type',
    ])
  })

  test('says where its JSON breaks, and quotes nothing of it', () => {
    const result = received('{"a": 1,\n "token": hunter2}')
    expect(result).toMatchObject({
      problems: [{ line: 2, column: 11, message: expect.stringContaining('character 20') }],
    })
    expect(JSON.stringify(result)).not.toContain('hunter2')
  })
})

test('no bytes make it throw', () => {
  const whole = fixture('02-inc_build-error-spark.json')
  const mutated = fc
    .tuple(fc.nat(whole.length - 1), fc.nat(400), fc.uint8Array({ maxLength: 20 }))
    .map(([at, cut, bytes]) => Buffer.concat([whole.subarray(0, at), bytes, whole.subarray(at + cut)]))
  fc.assert(
    fc.property(
      fc.oneof(
        mutated,
        fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
        fc.json().map((json) => Buffer.from(json)),
      ),
      (body) => {
        expect(received(body)).toBeTypeOf('object')
      },
    ),
    { numRuns: 500 },
  )
})

test('a small body without secrets becomes the same event by the short way and by the long one', () => {
  const text = fc.string({ maxLength: 40 })
  fc.assert(
    fc.property(fc.dictionary(text, fc.jsonValue({ maxDepth: 3 })), text, text, (tag, msg, stacktrace) => {
      const json = JSON.stringify({ ...REQUIRED, tag, msg, stacktrace })
      expect(eventOf(json)).toEqual(eventOf(json + ' '.repeat(9_000)))
    }),
  )
})

test('texts, lists and the number of fields are bounded, and what is cut says so', () => {
  const event = eventOf({
    msg: 'x'.repeat(20_000),
    segment_ids: Array.from({ length: 50_000 }, (_, index) => index),
    ...Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`f${index}`, 'y'.repeat(5_000)])),
    stacktrace: 'z'.repeat(5_000_000),
    late: 1,
  })
  expect(event.fields['msg']).toBe(`${'x'.repeat(8_000)}… (12000 characters cut)`)
  expect((event.fields['segment_ids'] as unknown[]).at(-1)).toBe('… (30001 more cut)')
  expect(stringifyExact(event).length).toBeLessThan(1_000_000)
})
