import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { frame } from '../../src/problem.ts'
import { loadRules } from '../../src/rules/load.ts'

const FIXTURES = resolve(import.meta.dirname, '../fixtures/language')

type Place = readonly [line: number, column: number, length: number, code: string, help: string]

/** What people get wrong in each part of the language, one file each, and what Herald says of it. */
const MISTAKES: readonly (readonly [file: string, ...places: readonly Place[]])[] = [
  [
    'accounts',
    [3, 3, 5, 'reserved-name', 'choose another name'],
    [4, 3, 13, 'reserved-name', 'choose another name'],
    [5, 3, 5, 'bad-name', 'an account has letters, digits, - and _ in its name, and begins with a letter'],
    [6, 19, 4, 'bad-value', ''],
    [7, 7, 19, 'missing-key', 'write where its token stands, such as token: { env: SLACK_EU_TOKEN }'],
    [8, 43, 4, 'bad-secret', 'keep one of the two'],
    [9, 33, 2, 'bad-secret', 'write { env: NAME } or { file: path }'],
    [13, 6, 6, 'unknown-platform', 'did you mean "fr"?'],
  ],
  [
    'clusters',
    [3, 11, 8, 'missing-key', 'write both: username: kylin, passwords: [{ env: KYLIN_CALLBACK_PASSWORD }]'],
    [4, 11, 9, 'missing-key', 'write both: username: kylin, passwords: [{ env: KYLIN_CALLBACK_PASSWORD }]'],
    [5, 3, 5, 'bad-name', 'a cluster has up to 64 letters, digits, -, _ and . in its name'],
    [5, 17, 17, 'bad-url', 'write https://kylin.example.com/kylin'],
    [6, 49, 10, 'bad-url', 'write https://old-bridge.example.com/hook'],
    [7, 18, 6, 'bad-uuid', 'write the model_id of its callbacks, then the name: { 6a8b…: orders }'],
    [
      8,
      13,
      40,
      'secret-in-file',
      'leave the secret out: it is for links in messages, and people sign in at Kylin themselves',
    ],
    [
      9,
      17,
      38,
      'secret-in-file',
      'put the whole address into an environment variable or a file, and write { env: NAME } or { file: path }',
    ],
  ],
  [
    'computed-places',
    [4, 6, 22, 'missing-key', 'write { to: "slack:#kylin-{project}", allow: "…", otherwise: <channel> }'],
    [5, 6, 32, 'missing-key', 'write allow: "#kylin-*"'],
    [5, 6, 32, 'missing-key', 'write otherwise: <channel>'],
    [6, 12, 23, 'unknown-field', 'did you mean "project"?'],
    [7, 12, 23, 'bad-place', 'a field stands in one pair of braces: {project}'],
    [8, 12, 23, 'bad-place', 'write slack:#kylin-{project}'],
    [9, 46, 7, 'bad-allow', 'write "#kylin-*"'],
    [9, 55, 16, 'bad-allow', 'write "#kylin-a"'],
    [9, 73, 8, 'bad-allow', 'begin it with "#kylin-"'],
    [10, 68, 4, 'unknown-channel', 'did you mean "ops"?'],
    [11, 68, 1, 'computed-otherwise', 'name a channel with a place of its own'],
    [13, 24, 5, 'unused-key', 'write to: "slack:#kylin-{project}", or leave it out'],
    [13, 43, 9, 'unused-key', 'write to: "slack:#kylin-{project}", or leave it out'],
    [14, 12, 24, 'bad-place', 'write discord:{tag.channel}, where the field holds the channel id'],
    [15, 10, 1, 'computed-place', 'name a channel with a place of its own'],
  ],
  [
    'defaults',
    [5, 12, 6, 'unknown-mention', 'mentions: here, channel, everyone'],
    [6, 10, 4, 'bad-limit', 'write 10 per 5m, or none'],
    [7, 10, 6, 'unknown-hours', 'name them under hours:, such as hours: { nights: { daily: 22:00-08:00 } }'],
    [8, 10, 4, 'bad-mask', "write it between slashes, in single quotes: '/AKIA[A-Z0-9]{16}/'"],
    [8, 16, 6, 'bad-mask', 'write what the secret surely holds, such as + instead of *'],
    [8, 24, 5, 'bad-regex', 'RE2 syntax: no backreferences, and ( [ { \\ are escaped by \\'],
    [9, 3, 4, 'unknown-key', 'known here: template, language, mention, thread, limit, quiet, mask'],
  ],
  [
    'hours-names',
    [8, 13, 6, 'unknown-hours', 'did you mean "nights"?'],
    [9, 23, 6, 'unknown-hours', 'hours: nights'],
    [11, 23, 5, 'unknown-hours', 'hours: nights'],
    [
      13,
      13,
      11,
      'unknown-hours',
      'give these times a name, hours: { nights: { daily: 22:00-08:00 } }, and write the name',
    ],
    [15, 12, 14, 'bad-quiet', 'write { hours: nights } or { outside: office }'],
  ],
  [
    'limits',
    [3, 33, 5, 'bad-limit', 'write 10 per 5m, or none'],
    [7, 12, 2, 'bad-value', ''],
    [8, 13, 6, 'bad-digest', 'write 1h (1m to 24h), or daily 08:30'],
    [11, 12, 8, 'bad-limit', 'write 10 per 5m, or none'],
    [12, 13, 10, 'bad-digest', 'write 1h (1m to 24h), or daily 08:30'],
    [13, 13, 4, 'bad-value', ''],
  ],
  [
    'model-without-names',
    [
      8,
      13,
      5,
      'unknown-field',
      'name them, such as clusters: { prod: { models: { <uuid>: orders } } }, or match model_id',
    ],
  ],
  [
    'secrets-in-clear',
    [
      3,
      33,
      6,
      'secret-in-file',
      'put it into an environment variable or a file, and write token: { env: NAME } or { file: path }',
    ],
    [
      7,
      15,
      6,
      'secret-in-file',
      'take it out; a secret is written passwords: { env: NAME } or { file: path }',
    ],
    [
      8,
      40,
      6,
      'secret-in-file',
      'put it into an environment variable or a file, and write passwords: { env: NAME } or { file: path }',
    ],
    [
      10,
      34,
      36,
      'secret-in-file',
      'put it into an environment variable or a file, and write url: { env: NAME } or { file: path }',
    ],
  ],
  [
    'slash-in-names',
    [3, 3, 9, 'bad-name', 'write sales-ops'],
    [5, 3, 12, 'bad-name', 'write sales-oncall'],
    [6, 13, 4, 'unknown-account', 'did you mean "slack"?'],
  ],
  [
    'teams',
    [6, 10, 16, 'bad-value', ''],
    [7, 3, 5, 'bad-name', 'a team has up to 50 letters, digits, -, _ and . in its name'],
    [7, 41, 7, 'team-file-unreadable', "until it is there, the team's last good rules hold, or none"],
    [8, 9, 20, 'missing-key', 'say which events the team may see, such as when: { project: sales* }'],
    [
      9,
      30,
      5,
      'unknown-field',
      'name them, such as clusters: { prod: { models: { <uuid>: orders } } }, or match model_id',
    ],
    [9, 53, 7, 'team-file-unreadable', "until it is there, the team's last good rules hold, or none"],
    [9, 70, 4, 'unknown-channel', 'did you mean "ops"?'],
    [9, 86, 4, 'computed-place', 'name a channel with a place of its own'],
    [9, 102, 12, 'unknown-timezone', 'China is Asia/Shanghai'],
    [10, 39, 9, 'same-file', 'give each team its own file'],
    [10, 39, 9, 'team-file-unreadable', "until it is there, the team's last good rules hold, or none"],
    [10, 59, 6, 'unknown-channel', 'channels: ops, proj, inbox'],
    [12, 11, 4, 'bad-name', 'choose another name'],
  ],
  [
    'times',
    [8, 29, 6, 'unknown-hours', 'did you mean "nights"?'],
    [
      12,
      12,
      14,
      'endless-quiet',
      'name hours that end; to lose on purpose what comes in them, add then: drop',
    ],
    [
      15,
      12,
      20,
      'endless-quiet',
      'name hours that end; to lose on purpose what comes in them, add then: drop',
    ],
    [18, 12, 37, 'always-quiet', 'name hours that end, or write drop: true in place of send'],
    [27, 5, 5, 'useless-limit', 'leave out limit or digest'],
  ],
  [
    'webhooks',
    [
      3,
      6,
      13,
      'missing-key',
      'write { to: slack-webhook, url: { env: SLACK_WEBHOOK_URL } }, with the address in that environment variable',
    ],
    [
      4,
      6,
      23,
      'missing-key',
      'write { to: discord-webhook, url: { env: DISCORD_WEBHOOK_URL } }, with the address in that environment variable',
    ],
    [
      5,
      6,
      18,
      'bad-place',
      'write { to: slack-webhook, url: { env: SLACK_WEBHOOK_URL } }, with the address in that environment variable',
    ],
    [6, 24, 3, 'unused-key', 'write to: slack-webhook or to: discord-webhook, or leave url out'],
    [7, 39, 18, 'bad-secret', 'write its name only, such as { env: SLACK_EU_TOKEN }, without $'],
    [8, 60, 5, 'unused-key', 'write to: "slack:#kylin-{project}", or leave it out'],
  ],
]

const textOf = (file: string): string => readFileSync(join(FIXTURES, `${file}.yaml`), 'utf8')

test.each(MISTAKES.map(([file, ...places]) => ({ file, places })))(
  'every mistake in $file is said at its place, with what to do',
  ({ file, places }) => {
    const { problems } = loadRules(textOf(file), file)
    const said = problems.map(({ line, column, length, code, help = '' }) => [
      line,
      column,
      length,
      code,
      help,
    ])
    expect(said).toEqual(places)
  },
)

test('every fixture is expected', () => {
  expect(readdirSync(FIXTURES).sort()).toEqual(MISTAKES.map(([file]) => `${file}.yaml`).sort())
})

test('a secret that stands in the file is nowhere repeated', () => {
  const files = ['secrets-in-clear', 'clusters']
  const said = files.flatMap((file) => {
    const text = textOf(file)
    return loadRules(text, file).problems.map((problem) => JSON.stringify(problem) + frame(problem, text))
  })
  expect(said.join('\n')).not.toMatch(/abcdef|ghijkl/)
})
