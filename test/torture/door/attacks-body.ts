import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Attack, Door, Outcome } from './attack.ts'
import { tally, together } from '../together.ts'
import { ask, openWire, requestBytes } from '../wire.ts'

const MB = 2 ** 20
const JOB = '"job_id":"body-1","project":"attack","job_state":"ERROR","job_type":"X"'
/** Kylin waits 3 s. Judged in the long form alone: a busy machine's own tests must not fail for it. */
const PROMISED_MS = 2_500

/** Bodies made to cost more than they should. */
const BODIES: readonly (readonly [name: string, body: () => Buffer])[] = [
  ['[[[… 200,000 deep', () => Buffer.from('['.repeat(200_000))],
  ['{"a":… 100,000 deep', () => Buffer.from('{"a":'.repeat(100_000))],
  ['a tag 99 deep', () => Buffer.from(`{${JOB},"tag":${'['.repeat(99)}${']'.repeat(99)}}`)],
  ['600,000 values', () => Buffer.from(`{${JOB},"tag":[${'0,'.repeat(600_000)}0]}`)],
  ['490,000 values', () => Buffer.from(`{${JOB},"tag":[${'0,'.repeat(489_980)}0]}`)],
  [
    '100,000 members',
    () => Buffer.from(`{${JOB},${Array.from({ length: 100_000 }, (_, n) => `"k${n}":1`).join()}}`),
  ],
  ['100,000 big numbers', () => Buffer.from(`{${JOB},"tag":[${'9223372036854775807,'.repeat(100_000)}0]}`)],
  ['5 MB of escapes', () => Buffer.from(`{${JOB},"stacktrace":"${'\\u0041'.repeat((5 * MB) / 6)}"}`)],
  ['5 MB of one line', () => Buffer.from(`{${JOB},"stacktrace":"${'a'.repeat(5 * MB)}"}`)],
  [
    '5 MB of causes',
    () => Buffer.from(`{${JOB},"stacktrace":"${'Caused by: a.BException: c\\n'.repeat(200_000)}"}`),
  ],
  [
    '5 MB of secrets',
    () => Buffer.from(`{${JOB},"stacktrace":"${"--conf 'a.password=hunter2' ".repeat(190_000)}"}`),
  ],
  [
    '5 MB of =:= and quotes',
    () => Buffer.from(`{${JOB},"stacktrace":"${`password='\\"=:=`.repeat(330_000)}"}`),
  ],
  [
    '5 MB of bad UTF-8',
    () => Buffer.concat([Buffer.from(`{${JOB},"tag":"`), Buffer.alloc(5 * MB, 0xc3), Buffer.from('"}')]),
  ],
  ['5 MB of NUL', () => Buffer.alloc(5 * MB)],
  ['5 MB of blanks', () => Buffer.alloc(5 * MB, 0x20)],
  ['a gzip bomb', () => gzipSync(Buffer.alloc(50 * MB))],
  [
    '__proto__ everywhere',
    () => Buffer.from(`{"__proto__":{"admin":1},${JOB},"constructor":{"prototype":{"admin":1}}}`),
  ],
]

/** One after another and then all at once: each is answered 200 in time. */
export const BODY_ATTACKS: readonly Attack[] = [
  {
    name: `bodies made to cost: ${BODIES.map(([name]) => name).join('; ')}`,
    async run({ url, authorization }, long) {
      const statuses: number[] = []
      const slow: string[] = []
      let slowest = 0
      for (const [name, body] of BODIES) {
        const bytes = requestBytes({ body: body(), authorization })
        const startedAt = performance.now()
        statuses.push(await ask(url, bytes))
        const ms = performance.now() - startedAt
        slowest = Math.max(slowest, ms)
        if (ms > PROMISED_MS) slow.push(name)
      }
      const late = slow.length === 0 ? '' : `; late: ${slow.join(', ')}`
      return {
        counts: `${tally(statuses)}; the slowest after ${slowest.toFixed(0)} ms${late}`,
        kept: !(long && slow.length > 0) && statuses.every((status) => status === 200),
      }
    },
  },
  {
    name: 'bodies over the limit of 64 MB, and more at once than 256 MB',
    async run(door, long) {
      if (!long) return oversized(door, 1)
      return oversized(door, 6)
    },
  },
]

async function oversized({ url, pid, authorization }: Door, count: number): Promise<Outcome> {
  const before = residentMb(pid)
  let most = before
  const watch = setInterval(() => (most = Math.max(most, residentMb(pid))), 50)
  const block = Buffer.alloc(MB, 'Caused by: a.BException: no room left on device ')
  const statuses = await together(count, async () => {
    const wire = await openWire(url)
    const head = `{${JOB},"stacktrace":"`
    wire?.write(requestBytes({ body: head, length: head.length + 66 * MB + 2, authorization }))
    for (let n = 0; n < 66; n += 1) {
      wire?.write(block)
      await new Promise((resolve) => setImmediate(resolve))
    }
    wire?.write('"}')
    const status = (await wire?.answer())?.status ?? 0
    wire?.cut()
    return status
  })
  clearInterval(watch)
  const grown = most - before
  return {
    counts: `${tally(statuses)}; ${before.toFixed(0)} MB before, at most ${most.toFixed(0)} MB`,
    kept: statuses.every((status) => status === 200 || status === 503) && grown < 700,
  }
}

function residentMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}
