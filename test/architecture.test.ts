import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../src')
/** A file imports only from its own folder and from those before its own in this list (DESIGN: Layout). */
const ORDER = [
  [
    'node-version',
    'not-utf8',
    'once',
    'package-files',
    'secret-shapes',
    'steering',
    'problem',
    'log',
    'metrics',
    'clock',
    'database-setting',
    'proxy',
    'setting-reader',
    'settings',
  ],
  ['receive'],
  ['rules'],
  ['render'],
  ['platforms'],
  ['store'],
  ['deliver'],
  ['console'],
  ['cli'],
  ['reload'],
  ['wiring'],
  ['app'],
  ['signals'],
  ['bridge'],
  ['serve'],
  ['program'],
  ['main'],
  ['build'],
]

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
const rank = (file: string): number =>
  ORDER.findIndex((names) => names.includes((file.split('/')[0] ?? '').replace(/\.ts$/, '')))

test('every source file belongs to a layer', () => {
  expect(files.filter((file) => rank(file) === -1)).toEqual([])
  expect(files.length).toBeGreaterThan(5)
})

test('files import only from layers before their own', () => {
  const wrong = files.flatMap((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8')
    const imports = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+\.ts)'/g)].map((found) => found[1] ?? '')
    return imports
      .map((path) => relative(ROOT, resolve(ROOT, dirname(file), path)))
      .filter((target) => rank(target) === -1 || rank(target) > rank(file))
      .map((target) => `${file} imports ${target}`)
  })
  expect(wrong).toEqual([])
})

test('only settings.ts reads the environment', () => {
  const readers = files.filter((file) => /process\.env/.test(readFileSync(join(ROOT, file), 'utf8')))
  expect(readers.filter((file) => file !== 'settings.ts')).toEqual([])
})
