import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../support/until.ts'
import { aCallback, aSetting, postCallback } from './setting.ts'

const rulesTo = (channel: string, more = ''): string => `
version: 1
channels:
  ops: { to: "slack:#ops", pace: none, limit: none }
  other: { to: "slack:#other", pace: none, limit: none }
rules:
  - { name: failures, when: { job_state: ERROR }, send: ${channel} }
unmatched: drop
${more}`

const reload = async (url: string) => {
  const answer = await fetch(`${url}/-/reload`, { method: 'POST' })
  return { status: answer.status, text: await answer.text() }
}

test('POST /-/reload puts new rules in force for new callbacks; a bad file changes nothing and is told with its place', async () => {
  const setting = await aSetting(rulesTo('ops'))
  const herald = await setting.serve()
  await postCallback(herald.url, aCallback())
  expect((await setting.slack.waitFor(1))[0]?.channel).toBe('#ops')

  writeFileSync(setting.rulesFile, rulesTo('nowhere'))
  const refused = await reload(herald.url)
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('rules.yaml:7:57 error there is no channel "nowhere" unknown-channel')
  expect(refused.text).toContain('^^^^^^^')
  await postCallback(herald.url, aCallback())
  expect((await setting.slack.waitFor(2))[1]?.channel).toBe('#ops')
  const metrics = await (await fetch(`${herald.url}/metrics`)).text()
  expect(metrics).toContain('herald_config_last_reload_successful 0')
  expect(await (await fetch(`${herald.url}/inbox`)).text()).toContain('there is no channel')

  writeFileSync(setting.rulesFile, rulesTo('other'))
  expect(await reload(herald.url)).toMatchObject({ status: 200 })
  await postCallback(herald.url, aCallback())
  expect((await setting.slack.waitFor(3))[2]?.channel).toBe('#other')
  expect(await (await fetch(`${herald.url}/metrics`)).text()).toContain(
    'herald_config_last_reload_successful 1',
  )
})

test('a test of the rules that fails refuses a reload, but not the start', async () => {
  const failing = 'tests:\n  - { name: t, event: { job_state: ERROR }, expect: other }\n'
  const setting = await aSetting(rulesTo('ops', failing))
  const herald = await setting.serve()
  expect(herald.log()).toContain('a test of the rules fails')
  await postCallback(herald.url, aCallback())
  await setting.slack.waitFor(1)
  expect(await reload(herald.url)).toMatchObject({
    status: 422,
    text: expect.stringContaining('expected other') as string,
  })
})

test('SIGHUP reloads, and so does a change of the file by itself', async () => {
  const setting = await aSetting(rulesTo('ops'))
  const herald = await setting.serve()
  const goesTo = (channel: string): Promise<void> =>
    until(async () => {
      const before = setting.slack.posts.length
      await postCallback(herald.url, aCallback())
      return (await setting.slack.waitFor(before + 1))[before]?.channel === channel
    })
  writeFileSync(setting.rulesFile, rulesTo('other'))
  process.kill(herald.pid, 'SIGHUP')
  await goesTo('#other')
  // Renamed over, as editors save.
  writeFileSync(`${setting.rulesFile}.new`, rulesTo('ops'))
  renameSync(`${setting.rulesFile}.new`, setting.rulesFile)
  await goesTo('#ops')
  expect(herald.log().match(/rules are in force/g)?.length).toBeGreaterThanOrEqual(3)
})

test('SIGHUP during the start does not end it, and is obeyed when it is there', async () => {
  // A warning is the first thing it says, before it opens its store.
  const setting = await aSetting(rulesTo('[ops, ops]'))
  const child = spawn(process.execPath, ['src/main.ts', 'serve', '--port', '0', ...setting.args], {
    env: { PATH: process.env['PATH'], LOG_FORMAT: 'json', ...setting.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    if (said === '') child.kill('SIGHUP')
    said += chunk
  })
  await until(() => Promise.resolve(said.split('rules are in force').length > 2))
  expect(said).toContain('listening')
})

test("a Kubernetes ConfigMap's symlink swap is a change", async () => {
  const mount = mkdtempSync(join(tmpdir(), 'herald-configmap-'))
  const release = (version: string, text: string): void => {
    mkdirSync(join(mount, version))
    writeFileSync(join(mount, version, 'rules.yaml'), text)
    symlinkSync(version, join(mount, '..data_tmp'))
    renameSync(join(mount, '..data_tmp'), join(mount, '..data'))
  }
  release('..1', rulesTo('ops'))
  symlinkSync('..data/rules.yaml', join(mount, 'rules.yaml'))
  const setting = await aSetting(readFileSync(join(mount, 'rules.yaml'), 'utf8'))
  const herald = await setting.serve(['--rules', join(mount, 'rules.yaml')])
  release('..2', rulesTo('other'))
  await until(async () => {
    const before = setting.slack.posts.length
    await postCallback(herald.url, aCallback())
    return (await setting.slack.waitFor(before + 1))[before]?.channel === '#other'
  })
  expect(herald.log()).toContain('files changed, reloading')
})

test('what waits when the rules change keeps its channel', async () => {
  const setting = await aSetting(rulesTo('ops'))
  const herald = await setting.serve()
  setting.slack.fail({ status: 500, body: 'away', times: 1 })
  await postCallback(herald.url, aCallback())
  await setting.slack.waitForRequests(1)
  writeFileSync(setting.rulesFile, rulesTo('other'))
  expect(await reload(herald.url)).toMatchObject({ status: 200 })
  expect((await setting.slack.waitFor(1))[0]?.channel).toBe('#ops')
})

test('a broken team file keeps its last good version, over a restart too, and its contact is told once', async () => {
  const setting = await aSetting(`
version: 1
channels: { platform: { to: "slack:#platform", pace: none } }
rules: []
unmatched: drop
teams:
  sales: { when: { project: sales }, rules: team.yaml, contact: platform }
`)
  const team = join(setting.folder, 'team.yaml')
  const good = `
channels: { own: { to: "slack:#sales", pace: none } }
rules:
  - { name: failures, when: { job_state: ERROR }, send: own }
`
  writeFileSync(team, good)
  const first = await setting.serve()
  writeFileSync(team, good.replace('send: own', 'sned: own'))
  expect(await reload(first.url)).toMatchObject({
    status: 422,
    text: expect.stringContaining('its last good version stays in force') as string,
  })
  const [told] = await setting.slack.waitFor(1)
  expect(told?.channel).toBe('#platform')
  expect(JSON.stringify(told?.payload)).toContain('sned')
  await first.kill('SIGTERM')

  const second = await setting.serve()
  await postCallback(second.url, aCallback({ project: 'sales' }))
  await postCallback(second.url, aCallback({ project: 'other' }))
  await postCallback(second.url, aCallback({ project: 'sales' }))
  const posts = await setting.slack.waitFor(3)
  expect(posts.map(({ channel }) => channel)).toEqual(['#platform', '#sales', '#sales'])
  const metrics = await (await fetch(`${second.url}/metrics`)).text()
  expect(metrics).toMatch(/herald_config_file_ok\{file="[^"]*team\.yaml"\} 0/)
})
