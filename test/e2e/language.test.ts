import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runHerald } from '../support/herald-process.ts'
import { SLACK_TOKEN } from '../support/stand-in-slack.ts'
import { startStandInReceiver } from '../support/stand-in-receiver.ts'
import { aCallback, aSetting, postCallback } from './setting.ts'

test('accounts, webhooks, computed places and a forward go where the file says, from one callback', async () => {
  const setting = await aSetting('')
  const receiver = await startStandInReceiver()
  onTestFinished(() => receiver.close())
  writeFileSync(join(setting.folder, 'token'), SLACK_TOKEN)
  writeFileSync(
    setting.rulesFile,
    `
version: 1
accounts:
  eu: { platform: slack, token: { file: ${join(setting.folder, 'token')} } }
clusters:
  prod:
    url: https://kylin.example.com/kylin
    username: kylin
    passwords: [{ env: KYLIN_PASSWORD }]
    forward: ${receiver.hookUrl}
    models: { 11111111-2222-3333-4444-555555555555: orders }
channels:
  named: { to: "eu:#data", pace: none }
  hook: { to: slack-webhook, url: { env: SLACK_HOOK } }
  guild-hook: { to: discord-webhook, url: { env: DISCORD_HOOK } }
  own: { to: "slack:#kylin-{project}", allow: "#kylin-*", otherwise: named }
rules:
  - { name: all, when: { job_state: ERROR, model: orders }, send: [named, hook, guild-hook, own] }
unmatched: drop
`,
  )
  const herald = await setting.serve([], {
    KYLIN_PASSWORD: 's3cret-of-prod',
    SLACK_HOOK: setting.slack.webhookUrl,
    DISCORD_HOOK: setting.discord.webhookUrl,
  })
  const body = aCallback({ project: 'Retail', model_id: '11111111-2222-3333-4444-555555555555' })
  expect(await postCallback(herald.url, body, '/kylin/callback/prod')).toMatchObject({ status: 401 })
  expect(await postCallback(herald.url, body, '/kylin/callback/PROD')).toMatchObject({ status: 401 })
  const answer = await fetch(`${herald.url}/kylin/callback/prod`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa('kylin:s3cret-of-prod')}` },
    body,
  })
  expect(answer.status).toBe(200)
  const posts = await setting.slack.waitFor(3)
  expect(
    posts
      .map(({ channel }) => channel)
      .filter((channel) => channel.startsWith('#'))
      .toSorted(),
  ).toEqual(['#data', '#kylin-retail'])
  const [guild] = await setting.discord.waitFor(1)
  expect(JSON.stringify(guild?.payload)).toContain('https://kylin.example.com/kylin/#/monitor/job')
  expect(JSON.stringify(guild?.payload)).toContain('orders')
  const [forwarded] = await receiver.waitFor(1)
  expect(forwarded?.payload).toMatchObject(JSON.parse(body) as object)
  for (const secret of [
    's3cret-of-prod',
    SLACK_TOKEN,
    setting.slack.webhookUrl,
    setting.discord.webhookUrl,
  ]) {
    expect(herald.log()).not.toContain(secret)
  }
})

const rulesTo = (channel: string): string => `
version: 1
channels: { ops: { to: "slack:#ops", pace: none }, other: { to: "slack:#other", pace: none } }
rules:
  - { name: sales, when: { project: sales }, send: ${channel} }
  - { name: rest, send: ops }
unmatched: drop
`

test('herald diff says which stored events of a running bridge new rules would send elsewhere', async () => {
  const setting = await aSetting(rulesTo('ops'))
  const herald = await setting.serve()
  for (let n = 0; n < 7; n += 1)
    await postCallback(herald.url, aCallback({ project: n < 3 ? 'sales' : 'hr' }))
  await setting.slack.waitFor(7)
  const next = join(setting.folder, 'next.yaml')
  writeFileSync(next, rulesTo('other'))
  const { code, stdout } = await runHerald(['diff', next, '--url', herald.url, '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ events: 7, differing: 3 })
  const told = await runHerald(['diff', next, '--url', herald.url])
  expect(told.stdout).toMatch(/\+ other +3 events/)
  expect(told.stdout).toMatch(/7 events of the last 7d: 4 the same, 3 differ/)
})

test("what the rules' own masks match stands in no message, no file and no quarantine", async () => {
  const setting = await aSetting(`
version: 1
channels: { ops: { to: "slack:#ops", pace: none } }
defaults: { mask: ['/customer-\\d+/'] }
rules:
  - { name: masked, when: { cause: '/customer-\\d/' }, send: inbox }
  - { name: all, send: ops }
unmatched: drop
`)
  const herald = await setting.serve()
  const stacktrace = `java.io.IOException: row of customer-4711\n${'\tat a.b.C\n'.repeat(100)}customer-4712`
  await postCallback(herald.url, aCallback({ msg: 'customer-4713', stacktrace }))
  await postCallback(herald.url, '{"broken": "customer-4714"')
  const [post] = await setting.slack.waitFor(1)
  const [file] = await setting.slack.waitForFiles(1)
  expect(post?.text).toContain('row of ***')
  expect(JSON.stringify([post, file])).not.toContain('customer-47')
  const stored = await (await fetch(`${herald.url}/api/events`)).text()
  expect(stored).toContain('row of ***')
  expect(stored).not.toContain('customer-47')
  expect(readFileSync(join(setting.folder, 'herald.db')).includes('customer-47')).toBe(false)
  expect(readFileSync(join(setting.folder, 'herald.db-wal')).includes('customer-47')).toBe(false)
})
