import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { aCallback, aSetting } from '../e2e/setting.ts'
import { until } from '../support/until.ts'
import { DEPLOY, deployFile, isInstalled } from './deploy-files.ts'
import { freePort } from '../support/free-port.ts'

const RULES = `version: 1
channels: {}
rules: [{ name: failures, when: { job_state: ERROR }, send: inbox }]
unmatched: drop
`

describe.skipIf(!isInstalled('haproxy'))('the proxy of compose (needs haproxy)', () => {
  test('is configured without a mistake', () => {
    const file = join(DEPLOY, 'compose/proxy/haproxy.cfg')
    expect(() => execFileSync('haproxy', ['-c', '-q', '-f', file], { stdio: 'pipe' })).not.toThrow()
  })

  test('answers 503 while the bridge restarts, passes large bodies, and nothing but callbacks', async () => {
    const [door, behind] = [await freePort(), await freePort()]
    await startProxy(door, behind)
    const post = async (path: string, body: string): Promise<number> => {
      const url = `http://127.0.0.1:${door}${path}`
      return (await fetch(url, { method: 'POST', body, redirect: 'manual' })).status
    }
    const isUp = (): Promise<boolean> =>
      post('/kylin/callback/prod', aCallback()).then(
        (status) => status === 200,
        () => false,
      )
    const setting = await aSetting(RULES)
    const herald = await setting.serve(['--port', String(behind)])
    await until(isUp)
    expect(await post('/kylin/callback/prod', aCallback({ stacktrace: 'x'.repeat(2_000_000) }))).toBe(200)
    for (const path of ['/', '/inbox', '/metrics', '/-/reload', '/kylin/callbacks'])
      expect([path, await post(path, '')]).toEqual([path, 404])
    await herald.kill('SIGTERM')
    expect(await post('/kylin/callback/prod', aCallback())).toBe(503)
    await setting.serve(['--port', String(behind)])
    await until(isUp)
  }, 90_000)
})

async function startProxy(door: number, behind: number): Promise<void> {
  const file = join(mkdtempSync(join(tmpdir(), 'herald-proxy-')), 'haproxy.cfg')
  const text = deployFile('compose', 'proxy', 'haproxy.cfg')
    .replace('bind :8080', `bind 127.0.0.1:${door}`)
    .replace('herald:8484 resolvers docker init-addr none', `127.0.0.1:${behind}`)
  writeFileSync(file, text)
  const proxy: ChildProcess = spawn('haproxy', ['-db', '-f', file], { stdio: 'ignore' })
  onTestFinished(async () => {
    proxy.kill('SIGKILL')
    await once(proxy, 'close')
  })
  await until(() =>
    fetch(`http://127.0.0.1:${door}/proxy-healthz`).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
}
