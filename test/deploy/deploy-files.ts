import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'
import { readSettings } from '../../src/settings.ts'

export const ROOT = join(import.meta.dirname, '../..')
export const DEPLOY = join(ROOT, 'src/deploy')

export interface PackageFile {
  readonly name: string
  readonly version: string
  readonly bin: Readonly<Record<string, string>>
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}
export const PACKAGE = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as PackageFile

export function deployFile(...path: string[]): string {
  return readFileSync(join(DEPLOY, ...path), 'utf8')
}

/** The one document of a YAML file; the test knows its shape. */
export function deployYaml(...path: string[]): unknown {
  return parse(deployFile(...path))
}

/** Every mistake and warning that the YAML parser has for a file. */
export function yamlMistakes(text: string): string[] {
  return parseAllDocuments(text).flatMap((document) =>
    [...document.errors, ...document.warnings].map(({ message }) => message),
  )
}

/** Paths of all files of a part, from its folder. */
export function filesOf(part: string): string[] {
  return readdirSync(join(DEPLOY, part), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(DEPLOY, part).length + 1))
}

/** Every variable that settings.ts asks for. */
export function knownSettings(): ReadonlySet<string> {
  const asked = new Set<string>()
  const env = new Proxy({}, { get: (_, name) => void asked.add(String(name)) })
  readSettings({}, { env, pid: 1, stderrIsTerminal: false })
  for (const inside of ['LISTEN_PID', 'LISTEN_FDS']) asked.delete(inside)
  return asked
}

/** Whether a program is installed here. */
export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
}

/** A folder as `herald init --k8s` leaves it, with both platforms. */
export function aKubernetesFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'herald-k8s-'))
  cpSync(join(DEPLOY, 'k8s'), folder, { recursive: true })
  cpSync(join(ROOT, 'rules.yaml'), join(folder, 'rules.yaml'))
  mkdirSync(join(folder, 'secrets'))
  const { secretGenerator } = deployYaml('k8s', 'kustomization.yaml') as Kustomization
  for (const file of secretGenerator[0]?.files ?? []) writeFileSync(join(folder, file), 'x')
  return folder
}

export interface Kustomization {
  readonly resources: readonly string[]
  readonly images: readonly { name: string; newTag: string }[]
  readonly configMapGenerator: readonly { name: string; files: readonly string[] }[]
  readonly secretGenerator: readonly {
    name: string
    files: readonly string[]
    literals: readonly string[]
  }[]
}
