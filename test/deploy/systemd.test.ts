import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deployFile, isInstalled, knownSettings, PACKAGE } from './deploy-files.ts'

const service = deployFile('systemd', 'herald.service')
const socket = deployFile('systemd', 'herald.socket')
const values = (key: string): string[] =>
  [...service.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => value ?? '')

test('the unit starts a command of this package, without npm in between', () => {
  const [name, ...args] = values('ExecStart')[0]?.split(' ') ?? []
  expect(Object.keys(PACKAGE.bin)).toContain(name)
  expect(args).toEqual(['serve'])
})

test('the unit sets only variables that Herald knows, and each file of a secret is a credential', () => {
  const set = values('Environment').flatMap((line) =>
    line.split(' ').map((pair) => pair.split('=') as [string, string]),
  )
  expect(set.map(([name]) => name).filter((name) => !knownSettings().has(name))).toEqual([])
  const files = set.filter(([name]) => name.endsWith('_FILE')).map(([, path]) => path)
  const credentials = values('LoadCredential').map((line) => `%d/${line.split(':')[0]}`)
  expect(files.sort()).toEqual(credentials.sort())
  expect(set.find(([name]) => name === 'DATABASE_URL')?.[1]).toBe(
    `sqlite:/var/lib/${values('StateDirectory')[0]}/herald.db`,
  )
})

test('it has the time to drain, and nothing forbids the compiler of V8 or the sockets it needs', () => {
  expect(Number(values('TimeoutStopSec')[0])).toBeGreaterThanOrEqual(30)
  expect(values('MemoryDenyWriteExecute')).toEqual([])
  expect(values('RestrictAddressFamilies')[0]?.split(' ')).toEqual(
    expect.arrayContaining(['AF_INET', 'AF_INET6', 'AF_UNIX']),
  )
  expect(values('Requires')).toEqual(['herald.socket'])
  expect(socket).toMatch(/^ListenStream=8484$/m)
})

test('a start that fails, however often, is tried again: the socket must not be given up', () => {
  // systemd reads the limit in [Unit] only.
  const unit = service.slice(service.indexOf('[Unit]'), service.indexOf('[Service]'))
  expect(unit).toMatch(/^StartLimitIntervalSec=0$/m)
  expect(values('Restart')).toEqual(['always'])
  expect(values('RestartSec')).toEqual(['1s'])
})

test.skipIf(!isInstalled('systemd-analyze'))(
  'systemd finds no mistake, and it well confined (needs systemd-analyze)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'herald-systemd-'))
    const files = ['herald.service', 'herald.socket'].map((name) => join(folder, name))
    // Herald is not installed here; what stands in for it has to exist.
    writeFileSync(files[0] ?? '', service.replace('ExecStart=herald', `ExecStart=${process.execPath}`))
    writeFileSync(files[1] ?? '', socket)
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...files], {
      encoding: 'utf8',
    })
    expect(stderr.split('\n').filter((line) => line.includes('herald.'))).toEqual([])
    expect(status).toBe(0)
    // Of 100; 13 with systemd 252. What is left is the network, the compiler and the host's own root.
    const confined = ['security', '--offline=true', '--threshold=20', files[0] ?? '']
    expect(spawnSync('systemd-analyze', confined).status).toBe(0)
  },
)
