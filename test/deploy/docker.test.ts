import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { startHeraldProcess } from '../support/herald-process.ts'
import { deployFile, deployYaml, knownSettings, PACKAGE, ROOT } from './deploy-files.ts'

const dockerfile = deployFile('docker', 'Dockerfile')
/** One instruction a line, as Docker reads them. */
const lines = dockerfile
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '')
const instruction = (name: string): string[] =>
  lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1))
const runStage = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')))

test('the image has the Node that the tests run on, and the version of this package', () => {
  expect(instruction('ARG')).toContain(`NODE=${PACKAGE.devDependencies['node']}-bookworm-slim`)
  expect(process.versions.node).toBe(PACKAGE.devDependencies['node'])
  expect(instruction('ARG')).toContain(`PACKAGE=${PACKAGE.name}@${PACKAGE.version}`)
  expect(dockerfile).toContain(`org.opencontainers.image.version="${PACKAGE.version}"`)
})

test('every stage begins with one that is named, or with a pinned image', () => {
  const stages = instruction('FROM').map((from) => /^(\S+)(?: AS (\S+))?$/.exec(from) ?? [])
  const names = stages.map(([, , name]) => name)
  expect(stages.map(([, from]) => from)).toEqual([
    'node:${NODE}',
    'node:${NODE}',
    '${HERALD_FROM}',
    'node:${NODE}',
  ])
  expect(names).toEqual(['source', 'package', 'built', undefined])
  expect(instruction('ARG')).toContain('HERALD_FROM=source')
})

test('what is built from is there and is let in', () => {
  const letIn = deployFile('docker', 'Dockerfile.dockerignore')
    .split('\n')
    .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []))
  const ofSources = letIn.filter((path) => path !== 'Dockerfile' && !path.includes('*'))
  expect(ofSources.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  const moved = /mv (package\.json.*?) \/opt/.exec(dockerfile)?.[1]?.split(' ') ?? []
  const made = new Set(['dist', 'node_modules'])
  expect(moved.filter((path) => !letIn.includes(path) && !made.has(path))).toEqual([])
  for (const script of dockerfile.matchAll(/npm run (\S+)/g))
    expect(PACKAGE.scripts).toHaveProperty(script[1] ?? '')
})

test('it runs the program itself, with its flags, as nobody special', () => {
  const entry = JSON.parse(instruction('ENTRYPOINT')[0] ?? '') as string[]
  const [shebang] = readFileSync(join(ROOT, 'src/main.ts'), 'utf8').split('\n')
  expect(shebang).toBe(`#!/usr/bin/env -S ${entry.slice(0, -1).join(' ')}`)
  expect(entry.at(-1)).toBe(`/opt/herald/${PACKAGE.bin['herald']}`)
  expect(JSON.parse(instruction('CMD')[0] ?? '')).toEqual(['serve'])
  expect(runStage).toEqual(expect.arrayContaining(['USER node', 'STOPSIGNAL SIGTERM', 'VOLUME /data']))
})

test('the command is there by its name, for whoever runs it in a container', () => {
  const [name, program] = Object.entries(PACKAGE.bin)[0] ?? []
  // A build leaves main.js with no right to be run.
  const built = lines.slice(lines.indexOf('FROM ${HERALD_FROM} AS built'), lines.indexOf(runStage[0] ?? ''))
  expect(built.join('\n')).toContain(`chmod a+rx /opt/herald/${program}`)
  const link = runStage.indexOf(`RUN ln -s /opt/herald/${program} /usr/local/bin/${name}`)
  expect(link).toBeGreaterThan(runStage.indexOf('COPY --from=built /opt/herald /opt/herald'))
  expect(link).toBeLessThan(runStage.indexOf('USER node'))
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  expect(readme).toContain(`docker compose exec herald ${name} dead`)
  const { metadata } = deployYaml('k8s', 'k8s', 'deployment.yaml') as { metadata: { name: string } }
  const { namespace } = deployYaml('k8s', 'kustomization.yaml') as { namespace: string }
  expect(readme).toContain(
    `kubectl --namespace ${namespace} exec deployment/${metadata.name} -- ${name} dead`,
  )
})

test('it sets only variables that Herald knows, and writes only to its volume', () => {
  const [env = ''] = instruction('ENV')
  const set = new Map(env.split(/\s+/).map((pair) => pair.split('=') as [string, string]))
  set.delete('NODE_ENV')
  expect([...set.keys()].filter((name) => !knownSettings().has(name))).toEqual([])
  expect(set.get('DATABASE_URL')).toMatch(/^sqlite:\/data\//)
  expect(instruction('EXPOSE')).toEqual([set.get('PORT')])
})

test('its health check is well while the bridge runs and ill when it is gone', async () => {
  const check = /^HEALTHCHECK .*?CMD (\[.*\])$/m.exec(lines.join('\n'))?.[1] ?? ''
  const [, ...args] = JSON.parse(check) as string[]
  const herald = await startHeraldProcess(['--dry-run'])
  onTestFinished(async () => void (await herald.kill('SIGKILL')))
  const run = () => promisify(execFile)(process.execPath, args, { env: { PORT: new URL(herald.url).port } })
  await expect(run()).resolves.toMatchObject({ stderr: '' })
  await herald.kill('SIGKILL')
  await expect(run()).rejects.toMatchObject({ code: 1 })
})
