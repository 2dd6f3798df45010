import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { aSchema, hasPostgres } from '../support/postgres/database.ts'
import { startStandInReceiver } from '../support/stand-in-receiver.ts'
import { until } from '../support/until.ts'
import { env, pack, type Packed, ROOT, run } from './packed.ts'
import { aCallback, aSetting, postCallback } from './setting.ts'

const RULES = `
version: 1
clusters: { default: { forward: { env: OLD_BRIDGE } } }
channels:
  slack: { to: "slack:#data", pace: none }
  discord: { to: "discord:112233445566778899" }
  slack-hook: { to: slack-webhook, url: { env: SLACK_HOOK } }
  discord-hook: { to: discord-webhook, url: { env: DISCORD_HOOK } }
  page: { to: inbox }
rules:
  - { name: all, when: { job_state: ERROR }, send: [slack, discord, slack-hook, discord-hook, page] }
unmatched: drop
`

let packed: Packed
beforeAll(async () => void (packed = await pack()), 300_000)
afterAll(() => packed.remove())

function herald(...args: string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return run(packed.herald, args, { cwd: packed.folder, env })
}

describe('the package, in a folder of its own', { timeout: 90_000 }, () => {
  test('knows its version', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
    expect((await herald('--version')).stdout).toBe(`${version}\n`)
  })

  test('holds or declares whatever it loads', () => {
    const { dependencies } = JSON.parse(readFileSync(join(packed.home, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>
    }
    const dist = join(packed.home, 'dist')
    const files = readdirSync(dist).filter((file) => file.endsWith('.js'))
    const missing = files.flatMap((file) => {
      const text = readFileSync(join(dist, file), 'utf8')
      const loaded = [
        ...text.matchAll(/^(?:import|export) [^'"]*?(?:from )?"([^"]+)";$/gm),
        ...text.matchAll(/\b(?:import|__require)\("([^"]+)"\)/g),
      ].map((found) => found[1] ?? '')
      return loaded
        .filter((name) => (name.startsWith('.') ? !existsSync(join(dist, name)) : !isBuiltin(name)))
        .filter((name) => !Object.hasOwn(dependencies, name))
        .map((name) => `${file} loads ${name}`)
    })
    expect(missing).toEqual([])
    expect(files.length).toBeGreaterThan(20)
  })

  test('has every command', async () => {
    const commands = JSON.parse((await herald('commands')).stdout) as { name: string }[]
    expect(commands.length).toBeGreaterThan(15)
    for (const { name } of commands) {
      expect((await herald(...name.split(' '), '--help')).stdout).toContain(`Usage: herald ${name}`)
    }
  })

  test('passes on the licences of those whose code it holds', () => {
    const text = readFileSync(join(packed.home, 'dist/THIRD-PARTY-LICENSES'), 'utf8')
    for (const name of ['hono', 'zod', 'yaml', '@slack/web-api']) {
      expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\([A-Z]+\\)$`, 'm'))
    }
  })

  test('writes a working setup, with files of every kind that it can be deployed with', async () => {
    const flags = ['--docker', '--compose', '--k8s', '--systemd', '--slack-manifest']
    const { stdout } = await herald('init', '--yes', '--json', ...flags)
    const { written, kept } = JSON.parse(stdout) as { written: string[]; kept: string[] }
    expect(kept).toEqual([])
    const some = ['rules.yaml', '.env.example', 'Dockerfile', 'compose.yaml', 'kustomization.yaml']
    expect(written).toEqual(
      expect.arrayContaining([...some, 'systemd/herald.service', 'slack/manifest.yaml']),
    )
    const { stderr } = await herald('check', '--coverage')
    expect(stderr).toMatch(/^no mistakes, 2 tests passed, 0 of 1 rules untested/)
  })

  test('serves a dry run of it, is well, and ends at SIGTERM', async () => {
    const child = spawn(packed.herald, ['serve', '--dry-run', '--port', '0'], {
      cwd: packed.folder,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const ended = once(child, 'close')
    onTestFinished(() => void child.kill('SIGKILL'))
    let url = ''
    for await (const line of createInterface({ input: child.stderr })) {
      url = /"url":"([^"]+)"/.exec(line)?.[1] ?? ''
      if (url !== '') break
    }
    child.stderr.resume()
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  })

  const engines = ['SQLite', ...(hasPostgres ? ['PostgreSQL'] : [])]
  test.each(engines)('carries a callback to every platform, and shows it, on %s', async (engine) => {
    const setting = await aSetting(RULES)
    const receiver = await startStandInReceiver()
    onTestFinished(() => receiver.close())
    const database = engine === 'SQLite' ? null : await aSchema()
    const bridge = await setting.serve(
      database === null ? [] : ['--database', database.url],
      {
        SLACK_HOOK: setting.slack.webhookUrl,
        DISCORD_HOOK: setting.discord.webhookUrl,
        OLD_BRIDGE: receiver.hookUrl,
      },
      relative(ROOT, join(packed.home, 'dist/main.js')),
    )
    const stacktrace = `java.io.IOException: No space left\n\tat ${'a.b.C.d(C.java:1)\n\tat '.repeat(200)}`
    expect(await postCallback(bridge.url, aCallback({ stacktrace }))).toEqual({ status: 200, body: '' })
    // A message and a file by each bot, a message by each webhook.
    for (const platform of [setting.slack, setting.discord]) {
      await platform.waitFor(2)
      await platform.waitForFiles(1)
    }
    await receiver.waitFor(1)
    for (const [path, text] of [
      ['/inbox', 'No space left'],
      ['/metrics', 'herald_callbacks_total'],
      ['/readyz', 'ready'],
      ['/api/events', 'job_state'],
    ] as const) {
      await until(async () => (await (await fetch(bridge.url + path)).text()).includes(text))
    }
    await bridge.kill('SIGKILL')
    await database?.drop()
  })
})
