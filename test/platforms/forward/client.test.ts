import { expect, onTestFinished, test } from 'vitest'
import { forwardPlatform } from '../../../src/platforms/forward/client.ts'
import { parseExact } from '../../../src/receive/json.ts'
import { RECEIVER_PASSWORD, startStandInReceiver } from '../../support/stand-in-receiver.ts'
import { platformContract } from '../contract.ts'
import { type Failure, failureOf } from '../subject.ts'
import { TEXT } from '../failures.ts'

const FOREVER = new AbortController().signal
const keptAt = { env: 'OLD_BRIDGE_URL' }

const message = (project: string) => ({
  platform: 'forward' as const,
  payload: { job_id: 'j-1', project, tag: { team: 'data' } },
})

function answers(status: number, expected: Omit<Failure, 'name' | 'fault' | 'outcome'>): Failure {
  const fault = { status, body: TEXT }
  return { name: `answers ${status} plainly`, fault, outcome: 'not-sent', ...expected }
}

const FORBIDDEN = { reason: 'forbidden', outcome: 'not-sent' } as const

platformContract('forward', {
  token: RECEIVER_PASSWORD,
  keptAt: /OLD_BRIDGE_URL/,
  async start({ tokens } = {}) {
    const standIn = await startStandInReceiver({ passwords: tokens ?? new Set([RECEIVER_PASSWORD]) })
    return Object.assign(standIn, { apiUrl: standIn.hookUrl })
  },
  open: ({ token, apiUrl, timeoutMs }) =>
    forwardPlatform({
      keptAt,
      timeoutMs,
      async address() {
        const secret = await token()
        return secret === null || secret === '' ? secret : apiUrl.replace('://', `://kylin:${secret}@`)
      },
    }),
  message,
  place: () => '',
  channel: '/hook',
  receipt: 'empty',
  asksAlways: true,
  // Kylin reads the status and nothing else.
  unlike: {
    'stalls in the body': 'sent',
    'cuts the body': 'sent',
    'answers 200 with a page': 'sent',
    'answers 200 with broken JSON': 'sent',
    'answers 200 with other JSON': 'sent',
    'answers 200 with null': 'sent',
    'answers 200 with 2 MB': 'sent',
    'answers 413': FORBIDDEN,
    'answers 400 with broken JSON': FORBIDDEN,
    'answers 403 with a page': { reason: 'bad-credentials', outcome: 'not-sent' },
  },
  failures: [
    answers(400, { reason: 'forbidden', help: /receiver/ }),
    answers(422, { reason: 'forbidden' }),
    answers(401, { reason: 'bad-credentials', help: /OLD_BRIDGE_URL/ }),
    answers(404, { reason: 'unexpected-answer', detail: /only 200/ }),
    answers(410, { reason: 'unexpected-answer' }),
    { ...answers(202, { reason: 'unexpected-answer' }), outcome: 'unknown' },
  ],
})

async function start(passwords: ReadonlySet<string> | null = null) {
  const receiver = await startStandInReceiver({ passwords })
  onTestFinished(receiver.close)
  return receiver
}

test('64-bit numbers arrive digit by digit, in the order in which Kylin wrote them', async () => {
  const receiver = await start()
  const platform = forwardPlatform({ address: () => receiver.hookUrl, keptAt: 'forward of cluster prod' })
  const text = '{"job_id":"j","segment_time_range":[{"data_range_end":9223372036854775807}],"duration":1.5}'
  const payload = parseExact(text) as Readonly<Record<string, unknown>>
  await platform.send({ platform: 'forward', payload }, '', 'd-1', FOREVER)
  expect(receiver.posts.map(({ id }) => id)).toEqual([text])
})

test('user and password of the address become Basic credentials, with every character they had', async () => {
  const password = 'p@ss/w:%ö'
  const receiver = await start(new Set(['p@ss/w']))
  const withPassword = receiver.hookUrl.replace('://', `://kylin:${encodeURIComponent(password)}@`)
  const platform = forwardPlatform({ address: () => withPassword, keptAt })
  await platform.send(message('sales'), '', 'd-1', FOREVER)
  expect(receiver.posts).toHaveLength(1)
})

test.each([
  ['file:///etc/passwd', /no http/],
  ['old-bridge', /no http/],
  ['http://kylin:100%@127.0.0.1/hook', /stray %/],
])('the address %s is not configured', async (address, wrong) => {
  const platform = forwardPlatform({ address: () => address, keptAt })
  const error = await failureOf(platform.send(message('x'), '', 'd-1', FOREVER))
  expect(error).toMatchObject({ reason: 'not-configured', outcome: 'not-sent' })
  expect(error.detail).toMatch(wrong)
})

test.each([
  ['the receiver itself will not have it', [204, 409, 451, 500, 501], true],
  [
    'a gateway before it does not reach it, or it is too much for now',
    [302, 404, 408, 410, 425, 429, 502, 503, 504, 507, 521, 530],
    false,
  ],
])('what is answered to one callback holds up no other: %s', async (_, statuses, expected) => {
  const receiver = await start()
  const platform = forwardPlatform({ address: () => receiver.hookUrl, keptAt })
  for (const status of statuses) {
    receiver.fail({ status })
    const { strikes } = await failureOf(platform.send(message('x'), '', 'd-1', FOREVER))
    expect({ status, strikes }).toEqual({ status, strikes: expected })
  }
})
