import type { Failure } from './subject.ts'

/** The text of a message whose words must never be seen in an error or a log. */
export const TEXT = 'Quarterly-figures-of-sales'
/** What a careless server might send back. */
const ECHO = `You said ${TEXT}`
const HTML = `<html><title>Welcome to the hotel</title>${ECHO}</html>`

const SERVER_ERROR = { reason: 'server-error', outcome: 'unknown' } as const
const LOST = { reason: 'connection-lost', outcome: 'unknown' } as const
const TIMED_OUT = { reason: 'timeout', outcome: 'unknown', timesOut: true } as const
const LIMITED = { reason: 'rate-limited', outcome: 'not-sent' } as const
const UNEXPECTED = { reason: 'unexpected-answer', outcome: 'unknown' } as const

/** Right on every platform, were it not so long. */
const LONG_BODY = JSON.stringify({
  ok: true,
  channel: 'C1',
  ts: '1.1',
  id: '1',
  said: 'x'.repeat(2_000_000),
})

/** A 429 of the platform itself, so that only the channel is limited. */
function limited(headers: Readonly<Record<string, string>>): Failure['fault'] {
  return { status: 429, headers: { 'x-ratelimit-scope': 'user', ...headers }, body: '{}' }
}

/** What any server may do, and what it means on every platform. */
export const COMMON_FAILURES: readonly Failure[] = [
  { name: 'answers 500 before posting', fault: { status: 500, body: ECHO }, ...SERVER_ERROR },
  { name: 'answers 500 after posting', fault: { status: 500, body: ECHO, posts: true }, ...SERVER_ERROR },
  {
    name: 'answers 503 with a time',
    fault: { status: 503, headers: { 'retry-after': '2' }, body: ECHO },
    ...SERVER_ERROR,
    retryAfterMs: 2000,
  },
  { name: 'answers 408', fault: { status: 408 }, ...SERVER_ERROR },
  { name: 'cuts the body of a 502', fault: { status: 502, body: ECHO, breaks: 'cut' }, ...SERVER_ERROR },
  { name: 'never answers', fault: { breaks: 'hang' }, ...TIMED_OUT },
  { name: 'posts and never answers', fault: { breaks: 'hang', posts: true }, ...TIMED_OUT },
  { name: 'answers too late', fault: { delayMs: 400, status: 200, body: ECHO }, ...TIMED_OUT },
  { name: 'stalls in the body', fault: { breaks: 'stall', posts: true }, ...TIMED_OUT },
  { name: 'cuts the body', fault: { breaks: 'cut', posts: true }, ...LOST },
  { name: 'resets before posting', fault: { breaks: 'reset' }, ...LOST, detail: 'ECONNRESET' },
  { name: 'resets after posting', fault: { breaks: 'reset', posts: true }, ...LOST },
  { name: 'closes without an answer', fault: { breaks: 'close' }, ...LOST },
  {
    name: 'limits for 3 s',
    fault: limited({ 'retry-after': '3' }),
    ...LIMITED,
    retryAfterMs: 3000,
  },
  {
    name: 'limits for a fraction of a second',
    fault: limited({ 'retry-after': '0.4' }),
    ...LIMITED,
    retryAfterMs: 400,
  },
  {
    name: 'limits until a date',
    fault: limited({
      date: 'Tue, 02 Jun 2026 10:00:00 GMT',
      'retry-after': 'Tue, 02 Jun 2026 10:00:07 GMT',
    }),
    ...LIMITED,
    retryAfterMs: 7000,
  },
  { name: 'limits without a time', fault: limited({}), ...LIMITED },
  { name: 'limits for 0 s', fault: limited({ 'retry-after': '0' }), ...LIMITED },
  { name: 'limits for a time that is none', fault: limited({ 'retry-after': ECHO }), ...LIMITED },
  {
    name: 'limits for a year',
    fault: limited({ 'retry-after': '31536000' }),
    ...LIMITED,
    retryAfterMs: 24 * 3_600_000,
  },
  {
    name: 'limits and stalls',
    fault: { ...limited({ 'retry-after': '2' }), body: `{"said":"${ECHO}"}`, breaks: 'stall' },
    ...LIMITED,
    retryAfterMs: 2000,
    timesOut: true,
  },
  { name: 'answers 413', fault: { status: 413, body: HTML }, reason: 'too-big', outcome: 'not-sent' },
  { name: 'redirects', fault: { status: 302, headers: { location: '/elsewhere' } }, ...UNEXPECTED },
  { name: 'redirects for good', fault: { status: 308, headers: { location: '/elsewhere' } }, ...UNEXPECTED },
  { name: 'answers 204', fault: { status: 204 }, ...UNEXPECTED },
  {
    name: 'answers 200 with a page',
    fault: { status: 200, headers: { 'content-type': 'text/html' }, body: HTML },
    ...UNEXPECTED,
    help: /prox/,
  },
  { name: 'answers 200 with broken JSON', fault: { status: 200, body: `{"ok":"${ECHO}` }, ...UNEXPECTED },
  { name: 'answers 200 with other JSON', fault: { status: 200, body: '{"ok":true}' }, ...UNEXPECTED },
  { name: 'answers 200 with null', fault: { status: 200, body: 'null' }, ...UNEXPECTED },
  {
    name: 'answers 200 with 2 MB',
    fault: { status: 200, body: LONG_BODY, posts: true },
    ...UNEXPECTED,
  },
  {
    name: 'answers 403 with a page',
    fault: { status: 403, headers: { 'content-type': 'text/html' }, body: HTML },
    ...UNEXPECTED,
  },
  { name: 'answers 400 with broken JSON', fault: { status: 400, body: `{"code":"${ECHO}` }, ...UNEXPECTED },
]
