import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { discordProblems } from '../support/discord-rules.ts'
import { runHerald } from '../support/herald-process.ts'
import { slackProblems } from '../support/slack-rules.ts'
import { discordRefuses } from '../support/stand-in-discord.ts'
import { slackRefuses } from '../support/stand-in-slack.ts'
import { aSetting } from './setting.ts'
import { comesTo, lines, PLATFORMS, seen, settled } from './telling.ts'

// Each test starts real processes, of which two cores may run several at once.
const LONG = { timeout: 90_000 }

const rulesOf = (to: string, more = ''): string => `version: 1
channels: { sales: ${to} }
rules:
  - { name: failures, when: { job_state: ERROR }, send: sales }
${more}
unmatched: drop
`

const aStory = (rules: string) =>
  aSetting(rules, { slack: { validate: slackProblems }, discord: { validate: discordProblems } })

test.each(PLATFORMS)(
  '$platform: one job is one thread, whose first message shows what is true, over a crash and changed rules',
  LONG,
  async ({ platform, place, to }) => {
    const setting = await aStory(rulesOf(to))
    const shown = () => seen(setting[platform], place)
    const herald = await setting.serve()
    await comesTo(herald.url, 'a', 'ERROR', 0)
    await comesTo(herald.url, 'b', 'ERROR', 1)
    await settled(herald.url, 'b')
    await comesTo(herald.url, 'a', 'ERROR', 10)
    await comesTo(herald.url, 'a', 'PAUSED', 20)
    await comesTo(herald.url, 'b', 'DISCARDED', 61)
    await settled(herald.url, 'a')
    await settled(herald.url, 'b')
    expect(shown()).toMatchObject([
      { colour: 'yellow', edits: 1, marks: [], thread: [/failed/, /paused/].map(matching) },
      { colour: 'grey', edits: 1, marks: [], thread: [/discarded/].map(matching) },
    ])
    expect(shown()[0]?.text).toMatch(/paused after 20s.*was ❌ sales: INC.+BUILD failed/)
    expect(shown()[1]?.text).toContain('discarded after 1m')

    // Killed while a reply is under way: the next process finds it, and the story goes on in it.
    setting[platform].latencyMs = 300
    const before = setting[platform].counters.requests
    await comesTo(herald.url, 'b', 'ERROR', 70)
    await setting[platform].waitForRequests(before + 1)
    await herald.kill('SIGKILL')
    setting[platform].latencyMs = 0
    writeFileSync(
      setting.rulesFile,
      rulesOf(to, '  - { name: and again, when: { project: sales }, send: sales }'),
    )
    const next = await setting.serve()
    await comesTo(next.url, 'a', 'SUCCEED', 42 * 60)
    const told = await settled(next.url, 'a')
    expect(shown()[0]).toMatchObject({
      colour: 'green',
      marks: [/^(✅|white_check_mark)$/].map(matching),
      thread: [/failed/, /paused/, /✅ recovered after 42m/].map(matching),
    })
    expect(told.map(lines)).toEqual([
      ['message sent'],
      ['message sent'],
      ['message sent', 'edit sent'],
      ['message sent', 'edit sent', 'reaction sent'],
    ])
    const [[first] = [], ...later] = told
    expect(later.flat().map(({ follows }) => follows)).toEqual(Array(6).fill(first?.id))
    await settled(next.url, 'b')
    expect(shown()[1]).toMatchObject({ colour: 'red', thread: [/discarded/, /failed/].map(matching) })

    // A replay goes on in the thread too.
    const id = later.at(-1)?.[0]?.id ?? ''
    expect(await runHerald(['replay', id, '--resend', '--url', next.url])).toMatchObject({ code: 0 })
    const again = await settled(next.url, 'a')
    expect(again.at(-1)?.find(({ note }) => note === `again, after ${id}`)).toMatchObject({
      follows: first?.id,
    })
    expect(shown()).toMatchObject([{ thread: { length: 4 } }, { thread: { length: 2 } }])
  },
)

test.each(PLATFORMS)(
  '$platform: a job that recovered and fails again is red again, and has no mark any more',
  LONG,
  async ({ platform, place, to }) => {
    const setting = await aStory(rulesOf(to))
    const { url } = await setting.serve()
    for (const [state, second] of [
      ['ERROR', 0],
      ['SUCCEED', 60],
      ['ERROR', 120],
    ] as const) {
      await comesTo(url, 'a', state, second)
      await settled(url, 'a')
      const [{ colour, marks } = { colour: '', marks: [] }] = seen(setting[platform], place)
      expect([colour, marks.length]).toEqual(state === 'ERROR' ? ['red', 0] : ['green', 1])
    }
  },
)

test.each(PLATFORMS)(
  '$platform: where the first message is gone, closed or too old, the news is told all the same, and why says how',
  LONG,
  async ({ platform, place, to }) => {
    const setting = await aStory(rulesOf(to))
    const standIn = setting[platform]
    const { url } = await setting.serve()
    for (const job of ['gone', 'locked', 'old']) {
      await comesTo(url, job, 'ERROR', 0)
      await settled(url, job)
    }
    const [gone, locked] = standIn.posts.map((post) => post.id)
    standIn.gone.add(gone ?? '')
    await comesTo(url, 'gone', 'PAUSED', 10)
    const anew = (await settled(url, 'gone')).at(-1) ?? []
    expect(lines(anew)).toEqual(['message sent told anew: the message before it is gone'])
    // From now on it is the first message of its story.
    await comesTo(url, 'gone', 'SUCCEED', 60)
    const well = (await settled(url, 'gone')).at(-1) ?? []
    expect(lines(well)).toEqual(['message sent', 'edit sent', 'reaction sent'])
    expect(well[0]?.follows).toBe(anew[0]?.id)

    // Discord has a thread only once it was answered.
    await comesTo(url, 'locked', 'ERROR', 5)
    await settled(url, 'locked')
    standIn.locked.add(locked ?? '')
    await comesTo(url, 'locked', 'SUCCEED', 60)
    const closed = (await settled(url, 'locked')).at(-1) ?? []
    expect(lines(closed)[0]).toBe('message sent told anew: the message before it is closed')

    standIn.fail({
      ...(platform === 'slack' ? slackRefuses('edit_window_closed') : discordRefuses(403, 50005)),
      kind: 'edit',
    })
    await comesTo(url, 'old', 'SUCCEED', 60)
    const old = (await settled(url, 'old')).at(-1) ?? []
    expect(lines(old).map((line) => line.replace(/(left out).*/, '$1'))).toEqual([
      'message sent',
      'edit folded edit left out',
      'reaction sent',
    ])
    expect(
      seen(standIn, place).map(({ colour, marks, thread }) => [colour, marks.length, thread.length]),
    ).toEqual([
      ['red', 0, 1],
      ['red', 1, 1],
      ['green', 1, 1],
      ['', 0, 0],
    ])
  },
)

test(
  'webhooks: Slack gets messages of their own, Discord the edit too, and why says that there are no threads',
  LONG,
  async () => {
    const setting = await aStory(`version: 1
channels:
  hook: { to: slack-webhook, url: { env: SLACK_HOOK }, pace: none }
  guild: { to: discord-webhook, url: { env: DISCORD_HOOK } }
rules: [{ name: failures, when: { job_state: ERROR }, send: [hook, guild] }]
unmatched: drop
`)
    const { slack, discord } = setting
    const { url } = await setting.serve([], {
      SLACK_HOOK: slack.webhookUrl,
      DISCORD_HOOK: discord.webhookUrl,
    })
    await comesTo(url, 'a', 'ERROR', 0)
    await settled(url, 'a')
    await comesTo(url, 'a', 'SUCCEED', 60)
    const told = await settled(url, 'a')
    const own = 'message sent this channel has no threads: a message of its own'
    expect(lines(told[1] ?? []).toSorted()).toEqual(['edit sent', own, own])
    expect(slack.posts.map(({ text }) => text)).toEqual([/failed/, /recovered after 1m/].map(matching))
    const channel = discord.posts[0]?.channel ?? ''
    expect(seen(discord, channel)).toMatchObject([{ colour: 'green', edits: 1, marks: [] }, { colour: '' }])
  },
)

test(
  'a model is one thread over job ids; a failure that comes late does not undo a success',
  LONG,
  async () => {
    const [{ platform, place, to }] = PLATFORMS
    const models = '  - { name: models, when: { project: hr, job_state: ERROR }, send: sales, thread: model }'
    const setting = await aStory(rulesOf(to, models).replace('when: {', 'when: { project: sales,'))
    const { url } = await setting.serve()
    const of = { project: 'hr', model_id: '5a1d8b1c-0d5e-4f6f-8f39-3f9f0a6f7c11' }
    await comesTo(url, 'm1', 'ERROR', 0, of)
    await settled(url, 'm1')
    await comesTo(url, 'm2', 'ERROR', 30, of)
    await comesTo(url, 'm3', 'SUCCEED', 60, of)
    await settled(url, 'm3')
    expect(seen(setting[platform], place)).toMatchObject([
      { colour: 'green', thread: [/failed/, /recovered after 1m/].map(matching) },
    ])
    for (const [state, second] of [
      ['ERROR', 0],
      ['SUCCEED', 60],
      ['ERROR', 30],
    ] as const) {
      await comesTo(url, 'late', state, second)
      await settled(url, 'late')
    }
    expect(seen(setting[platform], place)[1]).toMatchObject({
      colour: 'green',
      thread: [/recovered after 1m/, /failed/].map(matching),
    })
  },
)

function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern)
}
