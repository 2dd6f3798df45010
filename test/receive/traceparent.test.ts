import { assert, constantFrom, oneof, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { parentOf } from '../../src/receive/traceparent.ts'
import { aReceiver, aWire, callbackBytes } from './a-server.ts'
import { REQUIRED } from './arrival.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'
const authorized = (cluster: string) => (cluster === 'locked' ? () => false : null)
const VALID = `00-${TRACE}-${SPAN}-01`

test.each([VALID, `00-${TRACE}-${SPAN}-00`, `cc-${TRACE}-${SPAN}-01-what-a-later-version-adds`])(
  '%s is taken',
  (header) => {
    expect(parentOf(header)).toEqual({ trace_id: TRACE, span_id: SPAN })
  },
)

test.each([
  undefined,
  '',
  `ff-${TRACE}-${SPAN}-01`,
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE}-${SPAN}-01-more`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  `00-${TRACE}-${SPAN}`,
  ` ${VALID}`,
  `${VALID}, ${VALID}`,
])('%s says nothing', (header) => {
  expect(parentOf(header)).toEqual({})
})

test('whatever is sent, only hex digits of the right number come out', () => {
  const almost = string({ unit: constantFrom('0', 'a', 'f', '9', '-', 'G', '\n'), maxLength: 60 })
  const header = oneof(
    string(),
    almost,
    almost.map((text) => VALID + text),
  )
  assert(
    property(header, (text) => {
      const { trace_id = TRACE, span_id = SPAN } = parentOf(text)
      expect(`${trace_id} ${span_id}`).toMatch(/^[\da-f]{32} [\da-f]{16}$/)
    }),
  )
})

test('every line about a callback names its trace, and no line names one that is not valid', async () => {
  const receiver = await aReceiver({
    authorized,
    accept: () => Promise.reject(new Error('disk full')),
    limits: { inFlight: 10_000 },
  })
  const wire = await aWire(receiver.server)
  const send = async (body: string, path: string, header: string): Promise<void> => {
    wire.write(callbackBytes(body, { path, headers: `traceparent: ${header}\r\n` }))
    await wire.answer()
  }
  for (const header of [VALID, 'nonsense']) {
    await send('{', '/kylin/callback/locked', header)
    await send('{', '/kylin/callback', header)
    await send(JSON.stringify(REQUIRED), '/kylin/callback', header)
    await send('x'.repeat(20_000), '/kylin/callback', header)
  }
  const told = receiver.logged.map(({ message, fields }) => Object.assign({ message }, fields))
  const MESSAGES = [
    'callback refused, wrong credentials',
    'callback quarantined',
    'callback not stored',
    'callback put off, too much in flight',
  ]
  expect(told.slice(0, 4)).toMatchObject(
    MESSAGES.map((message) => ({ message, trace_id: TRACE, span_id: SPAN })),
  )
  expect(told.slice(4).map(({ message }) => message)).toEqual(MESSAGES)
  expect(told.slice(4).filter((fields) => 'trace_id' in fields || 'span_id' in fields)).toEqual([])
  expect(told[2]).toHaveProperty('event')
})

test('each callback is counted by what became of it, with its time where its body was looked at', async () => {
  const counted: [string, string, boolean][] = []
  const receiver = await aReceiver({
    authorized,
    onAnswered: (cluster, result, ms) => counted.push([cluster, result, ms !== null && ms >= 0]),
    limits: { inFlight: 10_000 },
  })
  const wire = await aWire(receiver.server)
  for (const [body, path] of [
    ['{', '/locked'],
    ['{', '/prod'],
    [JSON.stringify(REQUIRED), ''],
    ['x'.repeat(20_000), '/prod'],
  ] as const) {
    wire.write(callbackBytes(body, { path: `/kylin/callback${path}` }))
    await wire.answer()
  }
  expect(counted).toEqual([
    ['locked', 'unauthorized', false],
    ['prod', 'quarantined', true],
    ['default', 'stored', true],
    ['prod', 'too-busy', false],
  ])
})
