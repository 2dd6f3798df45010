import * as fc from 'fast-check'
import { JOB_STATES, type JobEvent, type Json } from '../../src/receive/event.ts'
import { SEVERITIES, type Card } from '../../src/render/card.ts'
import { cleanText } from '../../src/render/clean.ts'
import { aCard } from './a-card.ts'
import { anEvent } from './an-event.ts'

/** Pieces of text that mean something to a chat, to Liquid, to a terminal or to a careless cut. */
const PIECES = [
  '@everyone',
  '@here',
  '@channel',
  '@EVERYONE',
  '<@123456789012345678>',
  '<@!1>',
  '<@&998877665544332211>',
  '<#1>',
  '<!channel>',
  '<!here>',
  '<!subteam^S0ABC12345>',
  '<@U123>',
  '<#C1|x>',
  '<https://evil.example|click>',
  '<!date^0^{date}|x>',
  '[click](https://evil.example)',
  '[a]: https://evil.example',
  '<https://evil.example>',
  'https://evil.example/a_b',
  'http://x',
  '<t:0:R>',
  '</cmd:1>',
  '<:e:1>',
  '<a:e:1>',
  '<id:home>',
  ':tada:',
  ':100:',
  '*b*',
  '**b**',
  '_i_',
  '__u__',
  '~~s~~',
  '||s||',
  '`c`',
  '``',
  '```',
  '````',
  '```js\n',
  '\n```\n',
  '\\',
  '\\\\',
  '\n# h',
  '\n- l',
  '\n1. l',
  '\n> q',
  '\n>>> q',
  '\n-# s',
  '\n+ l',
  '\n',
  '\r\n',
  '\r',
  '\t',
  ' ',
  '   ',
  '&',
  '&lt;',
  '"',
  "'",
  '{{ project }}',
  '{% if x %}',
  '{%',
  '{{',
  '}}',
  '%}',
  '\u0000',
  '\u001b[31m',
  '\u001b[0m',
  '\u001b]8;;x\u0007',
  '\u001b',
  '\u009b1m',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u200d',
  '\u200e',
  '\ufeff',
  '\u2028',
  '\ufe0f',
  '\u0301',
  '\ud800',
  '\udc00',
  '👩‍👩‍👧‍👦',
  '🇩🇪',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  '❤️',
  '汉字',
  'ſ',
  'x',
  'sales_eu',
  '__proto__',
  'null',
]

/** A text made of them, short or of up to about a megabyte in one line. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((parts) => parts.join('')),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 4 }), fc.constantFrom(50, 4000))
      .map(([parts, times]) => parts.join('').repeat(times)),
  },
  { weight: 1, arbitrary: fc.constantFrom(...PIECES).map((piece) => piece.repeat(1_000_000 / piece.length)) },
)

const hostileOddity = fc.constantFrom<Json>(
  null,
  true,
  0,
  -1,
  1.5,
  9_223_372_036_854_775_807n,
  [],
  {},
  [null],
  { toString: 1 },
)

/** A value where Kylin sends a text, a number, a list or an object, or nothing. */
export const hostileJson: fc.Arbitrary<Json> = fc.oneof(
  hostileText,
  hostileOddity,
  fc.record({ owner: hostileText, toString: hostileText }) as fc.Arbitrary<Json>,
)

/** As long as a field of a stored event may be, in UTF-16 units. */
const KEPT = 8000
const keptText = hostileText.map((text) => text.slice(0, KEPT))
const keptJson = fc.oneof(
  keptText,
  hostileOddity,
  fc.record({ owner: keptText, toString: keptText }) as fc.Arbitrary<Json>,
)

/** As much as a stored event keeps of a nested field. */
const NESTED = 256_000
const nestedText = hostileText.map((text) => text.slice(0, NESTED / 2))
const nestedJson = fc.oneof(
  nestedText,
  hostileOddity,
  fc.record({ owner: nestedText, toString: nestedText }) as fc.Arbitrary<Json>,
)

/** An event with a Kylin state and hostile everything else; its excerpt may be of megabytes. */
export const hostileEvent: fc.Arbitrary<JobEvent> = fc
  .record({
    job_state: fc.constantFrom(...JOB_STATES),
    project: keptText,
    job_type: keptText,
    job_id: keptText,
    cluster: keptText,
    cause: keptText,
    excerpt: hostileText,
    suggestion: keptJson,
    error_code: keptJson,
    tag: nestedJson,
    duration: keptJson,
    end_time: keptJson,
    rows: fc.constantFrom(null, 0, 12_345),
    data_from: fc.constantFrom(null, 0, 1e300, 1_715_299_200_000),
    data_to: fc.constantFrom(null, 1_715_385_600_000),
    hostile: keptJson,
  })
  .map((fields) => anEvent(fields))

const cardText = hostileText.map((text) => cleanText(text))
const cardLine = cardText.map((text) => text.replace(/\s+/g, ' ') || 'x')

/** A card as rendering makes them, of hostile texts: any parts, any number of fields and buttons. */
export const hostileCard: fc.Arbitrary<Card> = fc
  .record(
    {
      summary: cardLine,
      title: cardLine,
      link: fc.constantFrom(null, 'https://a.example/', `https://a.example/${'x'.repeat(2500)}`),
      severity: fc.constantFrom(...SEVERITIES),
      body: cardText,
      suggestion: cardText,
      code: cardText,
      fields: fc.array(fc.record({ name: cardLine, value: cardLine }), { maxLength: 30 }),
      buttons: fc.array(
        fc.record({
          text: cardLine,
          url: fc.constantFrom('https://a.example/', `https://a.example/${'x'.repeat(700)}`),
          style: fc.constantFrom('default', 'primary', 'danger'),
        }),
        { maxLength: 8 },
      ),
      footer: cardLine.map((line) => `${line} · k7f3q-182`),
    },
    { requiredKeys: ['summary', 'footer'] },
  )
  .map((card) => aCard(card))
