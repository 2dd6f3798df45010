import type { Attack } from './attack.ts'
import { tally, together } from '../together.ts'
import { ask, openWire, requestBytes } from '../wire.ts'

const OK = '{"job_id":"http-1","project":"attack","job_state":"ERROR","job_type":"X"}'

/** Requests that are not what HTTP allows, or just about. */
export const HTTP_ATTACKS: readonly Attack[] = [
  {
    name: 'a body shorter than it says, then the end of the connection',
    async run({ url, authorization }, long) {
      const answers = await together(long ? 500 : 50, async () => {
        const wire = await openWire(url)
        wire?.write(requestBytes({ body: OK, length: OK.length + 1_000, authorization }))
        wire?.finish()
        const status = (await wire?.answer())?.status ?? 0
        await wire?.closed
        return status
      })
      return { counts: tally(answers), kept: answers.every((status) => status === 400 || status === 0) }
    },
  },
  {
    name: 'a body longer than it says',
    async run({ url, authorization }, long) {
      const answers = await together(long ? 500 : 50, async () => {
        const wire = await openWire(url)
        wire?.write(requestBytes({ body: OK, length: OK.length - 10, authorization }))
        const first = (await wire?.answer())?.status ?? 0
        const second = (await wire?.answer())?.status ?? 0
        await wire?.closed
        return `${first} then ${second}`
      })
      return {
        counts: tally(answers),
        kept: answers.every((pair) => pair === '200 then 400' || pair === '400 then 0'),
      }
    },
  },
  {
    name: 'two lengths, wrong lengths, wrong chunks, odd starts',
    async run({ url, authorization }) {
      const statuses = await Promise.all(broken(authorization).map((bytes) => ask(url, bytes)))
      return { counts: tally(statuses), kept: statuses.every((status) => status >= 400 && status < 500) }
    },
  },
  {
    name: 'head too big, or of very many lines',
    async run({ url, authorization }, long) {
      const big = requestBytes({ body: OK, authorization, headers: `X: ${'y'.repeat(20_000)}\r\n` })
      const many = requestBytes({ body: OK, authorization, headers: 'a:b\r\n'.repeat(4_000) })
      const statuses = await together(long ? 400 : 40, (n) => ask(url, n % 2 === 0 ? big : many))
      return { counts: tally(statuses), kept: statuses.every((status) => status === 431) }
    },
  },
  {
    name: 'very many requests written at once on one connection',
    async run({ url, authorization }, long) {
      const count = long ? 5_000 : 200
      const wire = await openWire(url)
      const one = (n: number): Buffer =>
        requestBytes({ body: OK.replace('http-1', `pipe-${n}`), authorization })
      wire?.write(Buffer.concat(Array.from({ length: count }, (_, n) => one(n))))
      const statuses: number[] = []
      for (let n = 0; n < count; n += 1) statuses.push((await wire?.answer())?.status ?? 0)
      wire?.cut()
      return { counts: tally(statuses), kept: statuses.every((status) => status === 200) }
    },
  },
  {
    name: 'connections cut in the middle of a body',
    async run({ url, authorization }, long) {
      const count = long ? 2_000 : 200
      for (let n = 0; n < count; n += 1) {
        const wire = await openWire(url)
        wire?.write(requestBytes({ body: OK, length: 1_000_000, authorization }))
        if (n % 2 === 0) await new Promise((resolve) => setImmediate(resolve))
        wire?.cut()
      }
      return {
        counts: `${count} cut`,
        kept: (await ask(url, requestBytes({ body: OK, authorization }))) === 200,
      }
    },
  },
]

function broken(authorization: string): readonly string[] {
  const head = `POST /kylin/callback HTTP/1.1\r\nHost: h\r\nAuthorization: ${authorization}\r\n`
  const chunks = (text: string): string => `${head}Transfer-Encoding: chunked\r\n\r\n${text}`
  return [
    `${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
    `${head}Content-Length: -1\r\n\r\n`,
    `${head}Content-Length: 0x10\r\n\r\n0123456789abcdef`,
    `${head}Content-Length: 99999999999999999999999\r\n\r\n{}`,
    `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `${head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
    `${head}Transfer-Encoding: gzip\r\n\r\n{}`,
    chunks('zz\r\n{}\r\n0\r\n\r\n'),
    chunks('-1\r\n{}\r\n0\r\n\r\n'),
    chunks('ffffffffffffffffff\r\n{}\r\n'),
    chunks('2\r\n{}garbage\r\n0\r\n\r\n'),
    chunks(`2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`),
    `${head}Bad Header\r\n\r\n`,
    `${head}X: a\u0000b\r\n\r\n`,
    `${head.replace('HTTP/1.1', 'HTTP/9.9')}\r\n`,
    `POST /kylin/callback\r\n\r\n`,
    `POST /kylin/callback HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}`,
    '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'x'.repeat(30_000),
  ]
}
