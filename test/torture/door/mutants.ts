import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Random } from '../random.ts'

type Member = [name: string, json: string]
type Change<T> = (value: T, random: Random) => T

const FIXTURES = join(import.meta.dirname, '../../fixtures/callbacks')
const CALLBACKS = readdirSync(FIXTURES).map((file) =>
  Object.entries(JSON.parse(readFileSync(join(FIXTURES, file), 'utf8')) as Record<string, unknown>).map(
    ([name, value]): Member => [name, JSON.stringify(value)],
  ),
)

/** JSON texts that stand where Kylin writes something else. */
const ODD: readonly string[] = [
  'null',
  'true',
  '0',
  '-0',
  '1.5',
  '1e400',
  '-1e400',
  '9223372036854775807',
  '92233720368547758070',
  '""',
  '" "',
  '"\\ud800"',
  '"\\u0000\\u001b[31m"',
  '"@everyone <!channel> <@1>"',
  '"{{ project }}{% if %}"',
  '[]',
  '{}',
  '[null]',
  '[[[[[[[[]]]]]]]]',
  '{"a":{"b":{"c":{}}}}',
  '[{"data_range_end":{}}]',
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"toString":1,"valueOf":null,"hasOwnProperty":0,"length":-1}',
  '{"then":"x"}',
  `"${'x'.repeat(20_000)}"`,
  `"${'汉'.repeat(3_000)}"`,
  `[${'0,'.repeat(2_000)}0]`,
  `"${'Caused by: a.b.CException: password=hunter2 for https://u:p@h/\\n\\tat x.Y.z(Y.java:1)\\n'.repeat(40)}"`,
]
const NAMES: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'length',
  '',
  ' ',
  '\u0000',
  'job_id',
  'project',
  'job_state',
  'job_type',
  'JOB_ID',
  'stacktrace',
  'tag',
  'cause',
  'cluster',
  'fields',
  '\ud800',
  '汉字',
  'a.b',
  "x' OR 1=1 --",
  '{{x}}',
  'x'.repeat(5_000),
]

const MEMBERS: readonly Change<Member[]>[] = [
  (members, random) => members.toSpliced(random.below(members.length), 1),
  (members, random) => withValue(members, random, () => random.pick(ODD)),
  (members, random) => withValue(members, random, () => random.pick(ODD)),
  (members, random) => [...members, [random.pick(NAMES), random.pick(ODD)]],
  (members, random) => [[random.pick(NAMES), random.pick(ODD)], ...members],
  (members, random) => withValue(members, random, (json) => nested(json, 1 + random.below(130))),
  (members, random) =>
    withValue(members, random, (json) => `[${json}${`,${json}`.repeat(random.below(30))}]`),
  (members, random) => withValue(members, random, (json) => JSON.stringify(json)),
  (members, random) => members.map(([, json]): Member => [random.pick(NAMES), json]),
  (members, random) => [...members, ...random.pick(CALLBACKS)],
]

const BYTES: readonly Change<Buffer>[] = [
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => inserted(bytes, random, Buffer.from([random.below(256)])),
  (bytes, random) => inserted(bytes, random, Buffer.from([0xc0, 0x80, 0xed, 0xa0, 0x80, 0xff])),
  (bytes, random) =>
    inserted(bytes, random, Buffer.alloc(1 + random.below(500), random.pick([0, 0x20, 0x5b, 0x22]))),
  (bytes, random) => flipped(bytes, random),
  (bytes) => Buffer.concat([Buffer.from('\ufeff'), bytes]),
  (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le'),
  (bytes) => Buffer.concat([bytes, bytes]),
  (bytes) => Buffer.concat([Buffer.from('['), bytes, Buffer.from(']')]),
  (bytes) => Buffer.concat([bytes, Buffer.from(' // comment\n,}]')]),
  (bytes) => Buffer.from(bytes.toString('utf8').replaceAll('"', "'")),
  (bytes) => gzipSync(bytes, { level: 1 }),
  (bytes, random) => Buffer.from(JSON.stringify(bytes.toString('utf8').slice(random.below(10)))),
]

/** A callback of Kylin's with one to four of its members changed, and every third time its bytes too. */
export function mutant(n: number, project: string, random: Random): Buffer {
  let members = random.pick(CALLBACKS).map(([name, json]): Member => {
    if (name === 'job_id') return [name, `"${n}-${json.slice(1)}`]
    return [name, name === 'project' ? JSON.stringify(project) : json]
  })
  for (let left = 1 + random.below(4); left > 0; left -= 1) {
    if (members.length > 0) members = random.pick(MEMBERS)(members, random)
  }
  const bytes = Buffer.from(`{${members.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`)
  return random.chance(1 / 3) ? random.pick(BYTES)(bytes, random) : bytes
}

function withValue(members: Member[], random: Random, change: (json: string) => string): Member[] {
  const index = random.below(members.length)
  return members.map(([name, json], at): Member => [name, at === index ? change(json) : json])
}

function nested(json: string, levels: number): string {
  return `${'['.repeat(levels)}${json}${']'.repeat(levels)}`
}

function inserted(bytes: Buffer, random: Random, what: Buffer): Buffer {
  const at = random.below(bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, at), what, bytes.subarray(at)])
}

function flipped(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes)
  for (let left = 1 + random.below(8); left > 0; left -= 1)
    copy[random.below(copy.length)] = random.below(256)
  return copy
}
