import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const run = promisify(execFile)
/** Node comes by the PATH, as for everybody who starts the command by its name. */
const PATH = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter)
const env = { PATH, HOME: tmpdir(), NO_COLOR: '1', LOG_FORMAT: 'json' }

const folder = mkdtempSync(join(tmpdir(), 'herald-pack-'))
const herald = join(folder, 'node_modules/.bin/herald')

/**
 * Builds and packs what would be published, and puts it where npm would. Its dependencies are linked from here, only
 * those that it declares; `npm run test:pack` has npm install them.
 */
beforeAll(async () => {
  const build = mkdtempSync(join(tmpdir(), 'herald-build-'))
  const built = [
    'package.json',
    'tsconfig.json',
    'LICENSE',
    'README.md',
    'CHANGELOG.md',
    'rules.yaml',
    'templates',
    'src',
  ]
  for (const path of built) cpSync(join(ROOT, path), join(build, path), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(build, 'node_modules'))
  // Types have their own check, which takes longer than all that is here.
  await run('npm', ['run', 'build', '--', '--noCheck'], { cwd: build, env })
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    cwd: build,
    env,
  })
  const tarball = join(folder, basename(stdout.trim()))
  await (process.env['HERALD_PACK'] === 'install' ? install(tarball) : link(tarball))
  rmSync(build, { recursive: true })
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function install(tarball: string): Promise<void> {
  const { HERALD_PACK: _, ...surroundings } = process.env
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], {
    cwd: folder,
    env: surroundings,
  })
}

async function link(tarball: string): Promise<void> {
  const modules = join(folder, 'node_modules')
  const home = join(modules, 'kylin-herald')
  mkdirSync(join(modules, '.bin'), { recursive: true })
  mkdirSync(home)
  await run('tar', ['-xzf', tarball, '-C', home, '--strip-components', '1'])
  const { bin, dependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    bin: { herald: string }
    dependencies: Record<string, string>
  }
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name))
  }
  chmodSync(join(home, bin.herald), 0o755)
  symlinkSync(join('..', 'kylin-herald', bin.herald), herald)
}

describe('the package, in a folder of its own', { timeout: 90_000 }, () => {
  test('knows its version', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
    expect((await run(herald, ['--version'], { cwd: folder, env })).stdout).toBe(`${version}\n`)
  })

  test('writes a working setup, with files of every kind that it can be deployed with', async () => {
    const flags = ['--docker', '--compose', '--k8s', '--systemd', '--slack-manifest']
    const { stdout } = await run(herald, ['init', '--yes', '--json', ...flags], { cwd: folder, env })
    const { written, kept } = JSON.parse(stdout) as { written: string[]; kept: string[] }
    expect(kept).toEqual([])
    const some = ['rules.yaml', '.env.example', 'Dockerfile', 'compose.yaml', 'kustomization.yaml']
    expect(written).toEqual(
      expect.arrayContaining([...some, 'systemd/herald.service', 'slack/manifest.yaml']),
    )
    const { stderr } = await run(herald, ['check', '--coverage'], { cwd: folder, env })
    expect(stderr).toMatch(/^no mistakes, 2 tests passed, 0 of 1 rules untested/)
  })

  test('serves a dry run of it, is well, and ends at SIGTERM', async () => {
    const child = spawn(herald, ['serve', '--dry-run', '--port', '0'], {
      cwd: folder,
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
})
