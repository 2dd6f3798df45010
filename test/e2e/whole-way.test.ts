import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runHerald } from '../support/herald-process.ts'
import type { Post } from '../support/stand-in.ts'
import { discordProblems } from '../support/discord-rules.ts'
import { slackProblems } from '../support/slack-rules.ts'
import { aSetting, postCallback } from './setting.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures/callbacks')
const fixtures = readdirSync(FIXTURES).sort()
const bodyOf = (fixture: string): string => readFileSync(join(FIXTURES, fixture), 'utf8')

const RULES = `
version: 1
timezone: Asia/Shanghai
channels:
  english: { to: "slack:#english", pace: none }
  chinese: { to: "slack:C0CHINESE1", language: zh, pace: none }
  guild: discord:112233445566778899
  guild-zh: { to: discord:223344556677889900, language: zh }
  meta: { to: "slack:#meta", pace: none }
mentions:
  oncall: { slack: S0ONCALL01, discord: "role:998877665544332211" }
rules:
  - name: everything, in both languages on both platforms
    when: { job_type: { not: TABLE_SAMPLING } }
    send: [english, chinese, guild, guild-zh]
  - name: failures call
    when: { job_state: ERROR }
    send: english
    mention: oncall
  - name: housekeeping that is asked for
    when: { job_type: META }
    send: meta
unmatched: guild
`

const PLACES: Readonly<Record<string, string>> = {
  english: '#english',
  chinese: 'C0CHINESE1',
  guild: '112233445566778899',
  'guild-zh': '223344556677889900',
  meta: '#meta',
}

// It starts a process for each fixture.
const LONG = { timeout: 90_000 }

test(
  'each fixture reaches exactly the channels that explain names, in both languages on both platforms',
  LONG,
  async () => {
    const setting = await aSetting(RULES, {
      slack: { validate: slackProblems },
      discord: { validate: discordProblems },
    })
    const herald = await setting.serve()
    for (const fixture of fixtures) {
      const explained = await runHerald([
        'explain',
        join(FIXTURES, fixture),
        '--rules',
        setting.rulesFile,
        '--json',
      ])
      expect(explained).toMatchObject({ code: 0 })
      const { channels } = JSON.parse(explained.stdout) as { channels: string[] }
      const before = { slack: setting.slack.posts.length, discord: setting.discord.posts.length }
      expect(await postCallback(herald.url, bodyOf(fixture))).toEqual({ status: 200, body: '' })
      const guilds = channels.filter((channel) => channel.startsWith('guild')).length
      const posts = [
        ...(await setting.slack.waitFor(before.slack + channels.length - guilds)).slice(before.slack),
        ...(await setting.discord.waitFor(before.discord + guilds)).slice(before.discord),
      ]
      expect(posts.map(({ channel }) => channel).sort()).toEqual(
        channels.map((name) => PLACES[name] ?? name).sort(),
      )
    }
    const posts = [...setting.slack.posts, ...setting.discord.posts]
    // Two of the fixtures have more of a stack trace than the message shows. Slack takes a file in three requests;
    // on Discord the first reply finds no thread, starts it, and is posted.
    const files = [...(await setting.slack.waitForFiles(4)), ...(await setting.discord.waitForFiles(4))]
    expect(setting.slack.counters.requests + setting.discord.counters.requests).toBe(
      posts.length + 4 * 3 + 4 * 3,
    )
    for (const { thread, text } of files) {
      expect(posts.map(({ id }) => id)).toContain(thread)
      expect(text).not.toContain('EXAMPLE-NOT-A-SECRET')
    }

    const spark = (JSON.parse(bodyOf('02-inc_build-error-spark.json')) as { job_id: string }).job_id
    for (const { channel, payload, text } of posts.filter((post) => says(post, spark))) {
      const said = JSON.stringify(payload)
      expect(said).toContain('4.6 GB of 4.5 GB physical memory used')
      expect(said).not.toContain('EXAMPLE-NOT-A-SECRET')
      expect(said).toContain(channel === 'C0CHINESE1' || channel === '223344556677889900' ? '失败' : 'failed')
      expect(text.includes('<!subteam^S0ONCALL01>')).toBe(channel === '#english')
    }
  },
)

test('a callback that comes again within ten minutes is answered 200 and told once', async () => {
  const setting = await aSetting(RULES)
  const herald = await setting.serve()
  const body = bodyOf('03-inc_build-error-kylinexception.json')
  const again = await Promise.all(Array.from({ length: 5 }, () => postCallback(herald.url, body)))
  expect(again.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  await setting.slack.waitFor(2)
  // Another event after it in the same lanes shows that nothing of the repeats is still to come.
  await postCallback(herald.url, bodyOf('05-index_merge-paused.json'))
  const posts = await setting.slack.waitFor(4)
  expect(posts.filter((post) => says(post, 'dc457db8'))).toHaveLength(2)
  expect(posts).toHaveLength(4)
})

test('a bad body is answered 200, kept in quarantine and warned of; the bridge goes on', async () => {
  const setting = await aSetting(RULES)
  const herald = await setting.serve()
  for (const bad of ['', '{"job_id":', '[]', '{"project":"x"}', '\u0000\u0001']) {
    expect(await postCallback(herald.url, bad)).toEqual({ status: 200, body: '' })
  }
  expect(herald.log().match(/callback quarantined/g)).toHaveLength(5)
  await postCallback(herald.url, bodyOf('01-index_build-succeed.json'))
  expect(await setting.slack.waitFor(2)).toHaveLength(2)
})

test('Slack answering 429 and 500 delays a message but loses none, and a channel that is gone holds up no other', async () => {
  const setting = await aSetting(RULES)
  setting.slack.fail(
    { channel: '#english', times: 1, status: 429, headers: { 'Retry-After': '1' }, body: '' },
    { channel: '#english', times: 1, status: 500, body: 'oops' },
    { channel: 'C0CHINESE1', times: 2, status: 200, body: '{"ok":false,"error":"channel_not_found"}' },
  )
  const herald = await setting.serve()
  await postCallback(herald.url, bodyOf('03-inc_build-error-kylinexception.json'))
  await postCallback(herald.url, bodyOf('05-index_merge-paused.json'))
  const english = await setting.slack.waitFor(2)
  expect(english.map(({ channel }) => channel)).toEqual(['#english', '#english'])
  expect(english.map((post) => says(post, 'dc457db8'))).toEqual([true, false])
  await setting.discord.waitFor(4)
  expect(herald.log()).toContain('"message":"delivery is dead"')
})

test('SIGTERM ends what is in flight and exits with 0', async () => {
  const setting = await aSetting(RULES)
  setting.slack.fail({ delayMs: 300, times: 2, posts: true })
  const herald = await setting.serve()
  await postCallback(herald.url, bodyOf('01-index_build-succeed.json'))
  await setting.slack.waitForRequests(2)
  expect(await herald.kill('SIGTERM')).toBe(0)
  expect(setting.slack.posts).toHaveLength(2)
})

function says(post: Post, job: string): boolean {
  return JSON.stringify(post.payload).includes(job)
}
