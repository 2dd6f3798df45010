import { expect, test } from 'vitest'
import { frame } from '../../src/problem.ts'
import { aRulesFile, problemsOf } from './a-rules-file.ts'

// Put together here, so that no scanner takes the test itself for a leak.
const SLACK = ['xoxb', '1234567890', 'abcdefghijKLMNOP'].join('-')
const APP = ['xapp', '1', 'A0123456789', '1234567890', 'abcdef'].join('-')
const DISCORD = ['MTEyMjMzNDQ1NTY2Nzc4ODk5', 'GabcdE', 'abcdefghijklmnopqrstuvwxyz0123456789AB'].join('.')
const SLACK_HOOK = `https://hooks.slack.com/${['services', 'T00000000', 'B00000000', 'abcdefghijkl'].join('/')}`
const DISCORD_HOOK = `https://discord.com/api/${['webhooks', '1122334455667788990', 'abcdefghijkl'].join('/')}`

const PLACES: readonly (readonly [where: string, text: (secret: string) => string])[] = [
  ['as a place', (secret) => aRulesFile('', { channels: `ops: ${secret}` })],
  ['in quotes', (secret) => aRulesFile('', { channels: `ops: { to: "slack:${secret}" }` })],
  ['as a key', (secret) => aRulesFile('', { channels: `"${secret}": slack:#ops` })],
  ['in a comment', (secret) => aRulesFile(`  - name: A # ${secret}\n    send: ops`)],
  [
    'as a matcher',
    (secret) => aRulesFile(`  - name: A\n    when: { msg: "/${secret}" }\n    send: ${secret}`),
  ],
  ['in a file that is no YAML', (secret) => `version: "1\nchannels: [${secret}`],
  ['behind a tag', (secret) => `version: !${secret}\n`],
]
const SECRETS: readonly (readonly [kind: string, secret: string, hint: RegExp])[] = [
  ['Slack token', SLACK, /SLACK_BOT_TOKEN/],
  ['Slack app token', APP, /SLACK_BOT_TOKEN/],
  ['Discord bot token', DISCORD, /DISCORD_BOT_TOKEN/],
  ['Slack webhook URL', SLACK_HOOK, /url: \{ env: SLACK_WEBHOOK_URL \}/],
  ['Discord webhook URL', DISCORD_HOOK, /url: \{ env: DISCORD_WEBHOOK_URL \}/],
]
const CASES = SECRETS.flatMap(([kind, secret, hint]) =>
  PLACES.map(([where, text]) => ({ kind, where, secret, hint, text: text(secret) })),
)

test.each(CASES)('a $kind $where is refused and never repeated', ({ secret, hint, text }) => {
  const problems = problemsOf(text)
  const own = problems.filter(({ code }) => code === 'secret-in-file')
  expect(own.length).toBeGreaterThan(0)
  expect(own[0]).toMatchObject({ severity: 'error' })
  expect(own[0]?.help).toMatch(hint)
  const said = problems.map((problem) => `${JSON.stringify(problem)}\n${frame(problem, text)}`).join('\n')
  const core = secret.replace(/^https:\/\/[^/]+/, '')
  expect(said).not.toContain(core)
  expect(said).not.toContain(core.slice(0, 14))
})

test('what only resembles a token is left alone', () => {
  const text = aRulesFile(
    `  - name: A # xoxo-friends, org.apache.kylin.NSparkExecutable\n    when: { msg: xox* }\n    send: ops`,
  )
  expect(problemsOf(text)).toEqual([])
})
