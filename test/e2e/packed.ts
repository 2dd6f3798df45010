import { execFile } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

export const ROOT = join(import.meta.dirname, '../..')
export const run = promisify(execFile)
/** Node comes by the PATH, as for everybody who starts the command by its name. */
const PATH = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter)
export const env = { PATH, HOME: tmpdir(), NO_COLOR: '1', LOG_FORMAT: 'json' }

/** What would be published, where npm would put it. */
export interface Packed {
  /** Where it was installed into; nothing else is there. */
  readonly folder: string
  /** The command. */
  readonly herald: string
  /** The folder of the package itself. */
  readonly home: string
  readonly remove: () => void
}

const BUILT = [
  'package.json',
  'tsconfig.json',
  'LICENSE',
  'README.md',
  'CHANGELOG.md',
  'rules.yaml',
  'templates',
  'src',
]

/**
 * Builds and packs what would be published, and puts it where npm would. Its dependencies are linked from here, only
 * those that it declares; `npm run test:pack` has npm install them.
 */
export async function pack(): Promise<Packed> {
  const folder = mkdtempSync(join(tmpdir(), 'herald-pack-'))
  const build = mkdtempSync(join(tmpdir(), 'herald-build-'))
  for (const path of BUILT) cpSync(join(ROOT, path), join(build, path), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(build, 'node_modules'))
  await run('npm', ['run', 'build'], { cwd: build, env })
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    cwd: build,
    env,
  })
  const tarball = join(folder, basename(stdout.trim()))
  await (process.env['HERALD_PACK'] === 'install' ? install(folder, tarball) : link(folder, tarball))
  rmSync(build, { recursive: true })
  return {
    folder,
    herald: join(folder, 'node_modules/.bin/herald'),
    home: join(folder, 'node_modules/kylin-herald'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function install(folder: string, tarball: string): Promise<void> {
  const { HERALD_PACK: _, ...surroundings } = process.env
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], {
    cwd: folder,
    env: surroundings,
  })
}

async function link(folder: string, tarball: string): Promise<void> {
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
  symlinkSync(join('..', 'kylin-herald', bin.herald), join(modules, '.bin/herald'))
}
