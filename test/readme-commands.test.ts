import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HeraldProcess, runHerald, startHeraldProcess } from './support/herald-process.ts'
import { ALIAS, blocks, HERE } from './support/readme.ts'

const ROOT = join(import.meta.dirname, '..')
/** A clone, as far as commands need one; a bridge runs in it. */
const clone = mkdtempSync(join(tmpdir(), 'herald-readme-'))
let bridge: HeraldProcess

beforeAll(async () => {
  for (const path of ['rules.yaml', 'templates'])
    cpSync(join(ROOT, path), join(clone, path), { recursive: true })
  mkdirSync(join(clone, 'data'))
  bridge = await startHeraldProcess(['--dry-run', '--database', 'sqlite:data/herald.db'], {
    cwd: clone,
    env: { DRAIN_SECONDS: '0' },
  })
})
afterAll(async () => {
  await bridge.kill('SIGTERM')
  rmSync(clone, { recursive: true })
})

/** Words as a shell reads them. */
function wordsOf(command: string): string[] {
  return execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n')
}

function run(command: string) {
  const [, ...args] = wordsOf(command)
  const cwd = args[0] === 'init' ? mkdtempSync(join(clone, 'empty-')) : clone
  return runHerald(args, { cwd, env: { PORT: new URL(bridge.url).port } })
}

describe('the commands of the README', () => {
  const curl = HERE.filter((command) => command.startsWith('curl '))
  const herald = HERE.filter((command) => !curl.includes(command) && command !== 'herald doctor')

  test.each(curl)('%s is taken as a callback, and found again', async (command) => {
    const url = /http:\S+/.exec(command)?.[0] ?? ''
    const [, body = ''] = / -d '(.*)'$/.exec(command) ?? []
    const here = url.replace('http://127.0.0.1:8484', bridge.url)
    expect(here).toContain(bridge.url)
    const { status } = await fetch(here, { method: 'POST', body })
    expect(status).toBe(200)
    const { stdout } = await run(`herald why ${(JSON.parse(body) as { job_id: string }).job_id}`)
    expect(stdout).toContain('prod · sales_eu · INC_BUILD · ERROR')
  })

  test.each(herald)('%s works', async (command) => {
    const { code, stdout, stderr } = await run(command)
    expect([code, code === 0 ? '' : stderr]).toEqual([0, ''])
    expect(blocks('').includes(stdout)).toBe(command.includes('explain'))
  })

  test('herald doctor says which tokens are missing, and that all else is well', async () => {
    expect(HERE).toContain('herald doctor')
    const { code, stdout } = await run('herald doctor')
    expect(code).toBe(1)
    expect(stdout.match(/^✗.*$/gm)).toEqual([
      expect.stringContaining('SLACK_BOT_TOKEN is not set'),
      expect.stringContaining('DISCORD_BOT_TOKEN is not set'),
    ])
  })

  test('in a clone herald is what the alias says', () => {
    const [, command = ''] = /'(.*)'$/.exec(ALIAS) ?? []
    const told = execFileSync('sh', ['-c', `${command} --help`], { cwd: ROOT, encoding: 'utf8' })
    expect(told).toContain('Usage: herald')
  })
})
