import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { discordRefuses } from '../support/stand-in-discord.ts'
import { runHerald } from '../support/herald-process.ts'
import { slackRefuses } from '../support/stand-in-slack.ts'
import { aSetting, postCallback } from './setting.ts'

const ROOT = join(import.meta.dirname, '../..')
const FIXTURES = join(ROOT, 'test/fixtures/callbacks')
const FAILED = readFileSync(join(FIXTURES, '03-inc_build-error-kylinexception.json'), 'utf8')
const JOB_ID = (JSON.parse(FAILED) as { job_id: string }).job_id
const RULES = `
version: 1
channels: { ops: { to: "slack:#ops", pace: none }, guild: discord:112233445566778899 }
rules:
  - { name: failures, when: { job_state: ERROR }, send: [ops, guild] }
unmatched: drop
`

test('a mistake in the rules stops the start, with its place and a caret', async () => {
  const setting = await aSetting(RULES.replace('send: [ops, guild]', 'sned: [ops, guild]'))
  const { code, stderr } = await runHerald(['serve', '--port', '0', ...setting.args], { env: setting.env })
  expect(code).toBe(1)
  expect(stderr).toContain('rules.yaml:5:51 error unknown key "sned" unknown-key')
  expect(stderr).toContain('^^^^')
  expect(stderr).toContain('did you mean "send"?')
})

test('a channel whose account has no token stops the start', async () => {
  const setting = await aSetting(RULES)
  const { SLACK_BOT_TOKEN: _, ...env } = setting.env
  const { code, stderr } = await runHerald(['serve', '--port', '0', ...setting.args], { env })
  expect(code).toBe(1)
  expect(stderr).toMatch(/error channel "ops" needs SLACK_BOT_TOKEN, which is not set missing-secret/)
})

test('a second bridge on the same database is refused', async () => {
  const setting = await aSetting(RULES)
  await setting.serve()
  const { code, stderr } = await runHerald(['serve', '--port', '0', ...setting.args], { env: setting.env })
  expect(code).toBe(1)
  expect(stderr).toContain('another Herald is running on this database')
})

test('a .env that cannot be read is said in plain words', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'herald-env-'))
  mkdirSync(join(folder, '.env'))
  const { code, stderr } = await runHerald(['check'], { cwd: folder })
  expect(code).toBe(1)
  expect(stderr).toContain('.env error cannot be read: EISDIR env-unreadable')
})

test('the bridge goes on when whoever read its log is gone', async () => {
  const setting = await aSetting(RULES)
  const herald = await setting.serve()
  herald.deafen()
  // Each of these writes a line.
  for (const bad of ['', '[]', '{}'])
    expect(await postCallback(herald.url, bad)).toEqual({ status: 200, body: '' })
  expect(await postCallback(herald.url, FAILED)).toEqual({ status: 200, body: '' })
  expect(await setting.slack.waitFor(1)).toHaveLength(1)
})

test('an address in use is said in plain words', async () => {
  const setting = await aSetting(RULES)
  const herald = await setting.serve()
  const args = ['serve', '--rules', setting.rulesFile, '--database', `sqlite:${join(setting.folder, 'b.db')}`]
  const port = new URL(herald.url).port
  const { code, stderr } = await runHerald([...args, '--port', port], { env: setting.env })
  expect(code).toBe(1)
  expect(stderr).toContain(`cannot listen on 127.0.0.1:${port}: something else listens there`)
})

test('a dry run posts nothing: everything goes to the inbox, and the terminal tells each message and why', async () => {
  const setting = await aSetting(RULES)
  const herald = await setting.serve(['--dry-run'])
  expect(await postCallback(herald.url, FAILED)).toEqual({ status: 200, body: '' })
  const inbox = await until(
    async () => (await fetch(`${herald.url}/inbox`)).text(),
    (page) => page.match(/dc457db8/g)?.length === 2,
  )
  expect(inbox).toContain('channel=ops')
  const told = await until(
    () => Promise.resolve(herald.stdout()),
    (text) => text.includes('guild · Discord'),
  )
  expect(told).toMatch(/✓ 1\. failures: job_state ERROR → ops, guild[^]*┏━ ops · Slack · #ops/)
  expect(setting.slack.counters.requests + setting.discord.counters.requests).toBe(0)
})

test('a dry run leaves what waits for Slack where it is', async () => {
  const setting = await aSetting(RULES)
  setting.slack.fail({ times: 99, status: 503, body: '' })
  setting.discord.fail({ times: 99, status: 503, body: '' })
  const first = await setting.serve()
  await postCallback(first.url, FAILED)
  await setting.slack.waitForRequests(1)
  await first.kill('SIGKILL')
  const dry = await setting.serve(['--dry-run'])
  await postCallback(dry.url, readFileSync(join(FIXTURES, '02-inc_build-error-spark.json')))
  await until(
    async () => (await fetch(`${dry.url}/inbox`)).text(),
    (page) => page.includes('9cca3028'),
  )
  expect(await (await fetch(`${dry.url}/inbox`)).text()).not.toContain('dc457db8')
  await dry.kill('SIGKILL')
  setting.slack.heal()
  await setting.serve()
  const [post] = await setting.slack.waitFor(1)
  expect(JSON.stringify(post?.payload)).toContain('dc457db8')
})

test('the inbox and the callbacks ask for their own credentials', async () => {
  const setting = await aSetting(RULES)
  const secrets = {
    CALLBACK_USERNAME: 'kylin',
    CALLBACK_PASSWORD: 'callback-secret',
    CONSOLE_USERNAME: 'ops',
    CONSOLE_PASSWORD: 'console-secret',
  }
  const { url, log } = await setting.serve([], secrets)
  const get = async (path: string, credentials?: string, method = 'GET') => {
    const Authorization = `Basic ${Buffer.from(credentials ?? '').toString('base64')}`
    const answer = await fetch(url + path, {
      method,
      ...(credentials === undefined ? {} : { headers: { Authorization } }),
    })
    await answer.arrayBuffer()
    return answer.status
  }
  expect(await get('/inbox')).toBe(401)
  expect(await get('/inbox', 'kylin:callback-secret')).toBe(401)
  expect(await get('/inbox', 'ops:console-secret')).toBe(200)
  expect(await get('/kylin/callback', undefined, 'POST')).toBe(401)
  expect(await get('/kylin/callback', 'ops:console-secret', 'POST')).toBe(401)
  expect(await get('/kylin/callback/prod', 'kylin:callback-secret', 'POST')).toBe(200)
  expect(await get('/healthz')).toBe(200)
  expect(await get('/readyz')).toBe(200)
  expect(log()).not.toMatch(/callback-secret|console-secret/)
})

test('a template that fails is replaced by the built-in text, and the alert arrives', async () => {
  const setting = await aSetting(RULES)
  const templates = mkdtempSync(join(tmpdir(), 'herald-templates-'))
  writeFileSync(
    join(templates, 'error.yaml'),
    // Samples pass it: only a project of this name makes it run for ever.
    `summary: "{% if project == 'ssb' %}{% for i in (1..100000000) %}{{ i }}{% endfor %}{% endif %}x"\n`,
  )
  const herald = await setting.serve(['--templates', templates])
  await postCallback(herald.url, FAILED)
  const [post] = await setting.slack.waitFor(1)
  expect(post?.text).toContain('ssb / INC_BUILD failed')
  await until(
    () => Promise.resolve(herald.log()),
    (log) => log.includes('message not as its template has it'),
  )
  const metrics = await (await fetch(`${herald.url}/metrics`)).text()
  expect(metrics).toMatch(/herald_template_errors_total\{template="error"\} [12]/)
  const { stdout } = await runHerald(['why', JOB_ID, '--url', herald.url])
  expect(stdout).toContain('the built-in text was sent')
})

test('what a platform refuses as malformed goes once more as plain text, counted and noted', async () => {
  const setting = await aSetting(RULES)
  const herald = await setting.serve()
  setting.slack.fail(slackRefuses('invalid_blocks'))
  setting.discord.fail(discordRefuses(400, 50035))
  await postCallback(herald.url, FAILED)
  const [[slack], [discord]] = await Promise.all([setting.slack.waitFor(1), setting.discord.waitFor(1)])
  expect(slack?.payload).not.toHaveProperty('attachments')
  expect(discord?.payload).not.toHaveProperty('embeds')
  const told = async (): Promise<string> => {
    const { stdout } = await runHerald(['why', JOB_ID, '--url', herald.url])
    return stdout
  }
  await until(told, (text) => text.match(/sent as plain text/g)?.length === 2)
  const metrics = await (await fetch(`${herald.url}/metrics`)).text()
  expect(metrics).toMatch(/herald_attempts_total\{platform="slack",reason="malformed"\} 1/)
})

test('a body over 64 MB is answered 200 and told by its beginning', async () => {
  const setting = await aSetting(RULES)
  const herald = await setting.serve()
  const job = JSON.parse(FAILED) as Record<string, unknown>
  const line = 'Caused by: java.io.IOException: No space left on device\n'
  const body = JSON.stringify({ ...job, error_code: null, msg: null, stacktrace: line.repeat(1_300_000) })
  expect(body.length).toBeGreaterThan(64 * 1024 * 1024)
  expect(await postCallback(herald.url, body)).toEqual({ status: 200, body: '' })
  const [post] = await setting.slack.waitFor(1)
  expect(post?.text).toContain('No space left on device')
  expect(JSON.stringify(post?.payload)).toContain('only its beginning was kept')
})

test('a socket that systemd holds takes callbacks while the bridge is away', async () => {
  const setting = await aSetting(RULES)
  const env = {
    PATH: process.env['PATH'],
    ...setting.env,
    CALLBACK_USERNAME: 'kylin',
    CALLBACK_PASSWORD: 'secret',
    CONSOLE_USERNAME: 'ops',
    CONSOLE_PASSWORD: 'secret',
  }
  const holder = spawn(
    process.execPath,
    [
      join(ROOT, 'test/support/socket-holder.ts'),
      process.execPath,
      join(ROOT, 'src/main.ts'),
      'serve',
      ...setting.args,
    ],
    // A group of its own, so that the bridge ends with it.
    { env, cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit'], detached: true },
  )
  onTestFinished(() => void process.kill(-(holder.pid ?? 0), 'SIGKILL'))
  const [line] = (await once(holder.stdout, 'data')) as [Buffer]
  const port = Number(line.toString())

  // Sent while nobody accepts: the kernel keeps the connection in the socket's queue.
  const early = connect(port, '127.0.0.1')
  await once(early, 'connect')
  const authorization = `Authorization: Basic ${Buffer.from('kylin:secret').toString('base64')}`
  const length = `Content-Length: ${Buffer.byteLength(FAILED)}`
  early.write(`POST /kylin/callback HTTP/1.1\r\nHost: h\r\n${authorization}\r\n${length}\r\n\r\n${FAILED}`)
  holder.stdin.write('go\n')

  const [answer] = (await once(early, 'data')) as [Buffer]
  early.destroy()
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*Content-Length: 0\r\n/i)
  const [post] = await setting.slack.waitFor(1)
  expect(post?.text).toContain('ssb')
  expect(await (await fetch(`http://127.0.0.1:${port}/healthz`)).text()).toBe('ok\n')
})

/** Asks again until the answer is the wanted one; the test's own time limit ends it. */
async function until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (wanted(answer)) return answer
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
