import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskWith } from '../../src/receive/extra-mask.ts'
import { quarantinedBody } from '../../src/receive/quarantine.ts'
import { anEvent } from '../support/an-event.ts'
import { eventOf } from './arrival.ts'

const CUSTOMER = String.raw`C-\d{6}`

describe("the rules' own patterns", () => {
  test('mask every text of an event, at any depth, names in a tag and its numbers included', () => {
    const event = eventOf({
      msg: 'failed for C-004711',
      suggestion: 'ask c-004711 or C-004712',
      stacktrace: 'Caused by: java.io.IOException: no row of C-004711\n\tat a.B.c(B.java:1)\nC-004713',
      error_code: 'KE-060100201',
      tag: {
        owner: 'C-004711',
        list: [['C-1', 'C-004711 C-004712'], { 'C-004711': true }],
        card: 4111111111111111,
      },
      later_field: { deep: { deeper: 'C-004711' } },
      later_number: 9_007_199_254_740_993n.toString(),
    })
    const masked = maskWith([CUSTOMER, String.raw`\b\d{16}\b`]).event(event)
    expect(masked).toMatchObject({
      cause: 'no row of ***',
      excerpt: 'Caused by: java.io.IOException: no row of ***\n\tat a.B.c(B.java:1)\n***',
      fields: {
        msg: 'failed for ***',
        suggestion: 'ask *** or ***',
        stacktrace: 'Caused by: java.io.IOException: no row of ***\n\tat a.B.c(B.java:1)\n***',
        error_code: 'KE-060100201',
        tag: { owner: '***', list: [['C-1', '*** ***'], { '***': true }], card: '***' },
        later_field: { deep: { deeper: '***' } },
        later_number: '***',
      },
    })
    expect(JSON.stringify(masked)).not.toMatch(/C-00|4111/i)
  })

  test('leave what Herald tells jobs apart by, and the numbers that Kylin measured', () => {
    const event = anEvent({
      job_id: 'sales-1',
      project: 'sales',
      job_type: 'SALES_BUILD',
      model_id: 'sales-model',
      duration: 183_911,
      segment_time_range: [{ segment_id: 'sales-7', data_range_start: 1_715_299_200_000 }],
      msg: 'sales 183911',
    })
    const masked = maskWith(['sales', String.raw`\d{4,}`, 'segment', 'range']).event(event)
    expect(masked).toMatchObject({ job_id: 'sales-1', project: 'sales', job_type: 'SALES_BUILD' })
    expect(masked.fields).toMatchObject({
      job_id: 'sales-1',
      project: 'sales',
      job_type: 'SALES_BUILD',
      job_state: 'ERROR',
      model_id: 'sales-model',
      duration: 183_911,
      segment_time_range: [{ segment_id: '***-7', data_range_start: 1_715_299_200_000 }],
      msg: '*** ***',
    })
  })

  test('change nothing where they match nothing, and cost nothing where there are none', () => {
    const event = eventOf({ msg: 'all well', tag: { a: [1, 'x', null, true] } })
    expect(maskWith(['zzz']).event(event)).toBe(event)
    expect(maskWith([]).event(event)).toBe(event)
    expect(maskWith([]).text('C-004711')).toBe('C-004711')
  })

  test('keep a field whatever its name', () => {
    const event = eventOf(
      '{"job_id":"1","project":"p","job_state":"ERROR","job_type":"T","__proto__":"C-004711"}',
    )
    const masked = maskWith([CUSTOMER]).event(event)
    expect(Object.entries(masked.fields)).toContainEqual(['__proto__', '***'])
  })

  test('never match from one text into the next', () => {
    const event = anEvent({ msg: 'ab', suggestion: 'cd', tag: ['ab', 'cd'] })
    expect(maskWith(['(?s)b.*c', 'bc', 'b","c']).event(event)).toBe(event)
  })

  test('mask an unusable body, after what is always masked', () => {
    const kept = quarantinedBody(Buffer.from('{"msg":"C-004711 password=Q7XK2M9P'))
    expect(maskWith([CUSTOMER]).text(kept)).toBe('{"msg":"*** password=***')
  })

  test('hide all that any of them matches, also where they overlap or match nothing', () => {
    expect(maskWith(['abcd', 'cdef']).text('xabcdefx')).toBe('x***x')
    expect(maskWith(['x*']).text('axxb')).toBe('a***b')
    expect(maskWith(['(?P<a>ab)', '(?P<a>cd)']).text('ab-cd')).toBe('***-***')
    expect(maskWith(['^a$', '^b']).text('a\nb')).toBe('a\nb')
    expect(maskWith(['(?m)^b$']).text('a\nb')).toBe('a\n***')
    expect(maskWith([String.raw`a\nb`, 'c[^d]d']).text('a\nb c\nd')).toBe('***\x20***')
  })
})

test('they mask what JavaScript finds, in texts of any length', () => {
  const patterns = [
    CUSTOMER,
    'ab+',
    String.raw`\w+@corp`,
    String.raw`x\S*y`,
    '[a-c]{2,3}',
    String.raw`\bC\b`,
    'a.c',
    String.raw`b\sa`,
    '[^a-z]b',
    String.raw`C-|\d+`,
  ]
  const pieces = fc.constantFrom(
    'a',
    'ab',
    'b',
    'C-004711',
    ' ',
    '\n',
    '@corp',
    'x',
    'y',
    'C',
    '密',
    '12',
    'abc\n',
    '-',
  )
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.constantFrom(...patterns), { minLength: 1, maxLength: 1 }),
      fc.array(pieces, { maxLength: 60 }),
      fc.constantFrom(1, 80, 300),
      ([pattern = ''], parts, times) => {
        const text = parts.join('').repeat(times)
        const native = text.replace(new RegExp(pattern, 'gi'), '***').replaceAll(/(?:\*\*\*)+/g, '***')
        expect(
          maskWith([pattern])
            .text(text)
            .replaceAll(/(?:\*\*\*)+/g, '***'),
        ).toBe(native)
      },
    ),
    { numRuns: 300 },
  )
})
