import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DEPLOY, deployFile, deployYaml, knownSettings, PACKAGE, yamlMistakes } from './deploy-files.ts'

interface Service {
  readonly image: string
  readonly build?: { readonly args: Readonly<Record<string, string>> }
  readonly environment?: Readonly<Record<string, string>>
  readonly secrets?: readonly string[]
  readonly volumes: readonly string[]
  readonly ports: readonly string[]
  readonly read_only: boolean
  readonly stop_grace_period?: string
}
interface Compose {
  readonly services: Readonly<Record<'herald' | 'proxy', Service>>
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
  readonly volumes: Readonly<Record<string, unknown>>
}

const text = deployFile('compose', 'compose.yaml')
const { services, secrets, volumes } = deployYaml('compose', 'compose.yaml') as Compose
const { herald, proxy } = services

test('compose has no mistake in its YAML, pins its images and keeps roots read-only', () => {
  expect(yamlMistakes(text)).toEqual([])
  expect(herald.image).toBe(`${PACKAGE.name}:${PACKAGE.version}`)
  expect(proxy.image).toMatch(/^haproxy:\d+\.\d+\.\d+$/)
  expect([herald.read_only, proxy.read_only]).toEqual([true, true])
  for (const name of Object.keys(herald.build?.args ?? {}))
    expect(deployFile('docker', 'Dockerfile')).toContain(`ARG ${name}=`)
})

test('every variable is one that Herald knows, and every secret comes from a file that is declared', () => {
  const names = Object.keys(herald.environment ?? {})
  expect(names.filter((name) => !knownSettings().has(name))).toEqual([])
  const files = Object.entries(herald.environment ?? {}).filter(([name]) => name.endsWith('_FILE'))
  const mounted = files.map(([, path]) => path.replace('/run/secrets/', ''))
  expect(mounted.sort()).toEqual([...(herald.secrets ?? [])].sort())
  expect(Object.keys(secrets).sort()).toEqual(mounted)
  expect(Object.entries(secrets).filter(([name, { file }]) => file !== `secrets/${name}`)).toEqual([])
  expect(names.filter((name) => /PASSWORD$|TOKEN$/.test(name))).toEqual([])
})

test('what is mounted is written beside it, and state lies in a named volume', () => {
  const own = [...herald.volumes, ...proxy.volumes].filter((volume) => volume.startsWith('./'))
  const files = own.map((volume) => volume.split(':')[0] ?? '').filter((file) => file !== './rules.yaml')
  expect(files.filter((file) => !existsSync(join(DEPLOY, 'compose', file)))).toEqual([])
  expect(own.filter((volume) => !volume.endsWith(':ro'))).toEqual([])
  expect(herald.volumes).toContain('state:/data')
  expect(volumes).toHaveProperty('state')
})

test('the pages are for this machine only, callbacks go to the port that the proxy binds', () => {
  expect(herald.ports).toEqual(['127.0.0.1:8484:8484'])
  const bound = /bind :(\d+)/.exec(deployFile('compose', 'proxy', 'haproxy.cfg'))?.[1]
  expect(proxy.ports).toEqual([`${bound}:${bound}`])
})

test('it has the time to drain and to end what is in flight', () => {
  const drain = Number(herald.environment?.['DRAIN_SECONDS'])
  expect(parseInt(herald.stop_grace_period ?? '', 10)).toBeGreaterThan(drain + 15)
})
