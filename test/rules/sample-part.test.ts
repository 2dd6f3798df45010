import { expect, test } from 'vitest'
import type { JsonObject } from '../../src/receive/event.ts'
import { readPart } from '../../src/rules/file/sample-part.ts'

test.each<[written: JsonObject, part: JsonObject]>([
  [
    { project: 'sales', rows: 5 },
    { project: 'sales', rows: 5 },
  ],
  [{ 'tag.owner': 'amy' }, { tag: { owner: 'amy' } }],
  [{ 'tag.owner': 'amy', 'tag.on.call': true }, { tag: { owner: 'amy', on: { call: true } } }],
  [{ 'flavour.a': 5 }, { flavour: { a: 5 } }],
  [{ 'a..b': 5 }, { 'a..b': 5 }],
  [{ duration: '31m' }, { duration: 1_860_000 }],
  [{ duration: '1h30m' }, { duration: 5_400_000 }],
  [{ duration: 5 }, { duration: 5 }],
  [{ duration: '5' }, { duration: '5' }],
  [{ duration: null }, { duration: null }],
  [{ msg: '31m' }, { msg: '31m' }],
])('%j is the part %j of a callback', (written, part) => {
  const read = readPart(written)
  expect(JSON.parse(JSON.stringify(read.part))).toEqual(part)
  expect(read.findings).toEqual([])
})

test.each<[written: JsonObject, code: string, help: string]>([
  [{ job_sate: 'ERROR' }, 'unknown-field', 'did you mean "job_state"?'],
  [{ 'tga.owner': 'amy' }, 'unknown-field', 'did you mean "tag"?'],
  [{ job_state: 'FAILED' }, 'unknown-job-state', 'did you mean "ERROR"?'],
  [{ duration: 'long' }, 'bad-bound', 'duration is in ms, or written as 500ms, 30s, 30m, 2h or 1h30m'],
  [{ 'project.a': 'b' }, 'bad-event', 'write project: it has no members'],
  [{ 'tag.owner': 'amy', tag: 'x' }, 'bad-event', 'give tag once: whole, or by its members'],
  [{ 'tag.a': 'x', 'tag.a.b': 'y' }, 'bad-event', 'give tag once: whole, or by its members'],
  [{ 'tag.a.b': 'y', 'tag.a': 'x' }, 'bad-event', 'give tag once: whole, or by its members'],
])('%j is a mistake', (written, code, help) => {
  expect(readPart(written).findings).toMatchObject([{ code, help }])
})
