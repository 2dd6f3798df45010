import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'rolldown'

const FILE = 'THIRD-PARTY-LICENSES'
const PACKAGE = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//
const LICENCE_FILE = /^(?:licen[cs]e|notice|copying)/i

/** Writes the licences of all whose code is in the build beside it, as they ask of whoever passes it on. */
export function licences(): Plugin {
  return {
    name: 'licences',
    generateBundle(_, bundle) {
      const folders = new Set<string>()
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue
        for (const id of Object.keys(file.modules)) {
          const found = PACKAGE.exec(id)?.[1]
          if (found !== undefined) folders.add(found)
        }
      }
      const source = [...folders]
        .sort()
        .map(licenceOf)
        .join(`\n${'-'.repeat(80)}\n\n`)
      this.emitFile({ type: 'asset', fileName: FILE, source })
    },
  }
}

/** @throws where a package has no licence to pass on */
function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string
    readonly version: string
    readonly license?: string
  }
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file))
  if (license === undefined || files.length === 0) throw new Error(`${name} comes without its licence`)
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim())
  return [`${name} ${version} (${license})`, ...texts, ''].join('\n\n')
}
