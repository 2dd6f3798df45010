import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createWatch, startWatch } from '../../src/reload/watch.ts'
import type { Watch } from '../../src/reload/watch.ts'

let folder: string
let rules: string
let templates: string
let files: string[]
let changes: number
let watch: Watch
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'herald-watch-'))
  rules = join(folder, 'rules.yaml')
  templates = join(folder, 'templates')
  mkdirSync(templates)
  writeFileSync(rules, 'one')
  writeFileSync(join(templates, 'error.yaml'), 'one')
  files = [rules]
  changes = 0
  watch = await create()
})
afterEach(() => rmSync(folder, { recursive: true }))

function create(): Promise<Watch> {
  return createWatch({
    paths: () => ({ files, folders: [templates] }),
    onChange: () => void (changes += 1),
  })
}

async function changesAfter(looks: number): Promise<number> {
  const before = changes
  for (let n = 0; n < looks; n += 1) await watch.look()
  return changes - before
}

test('nothing is no change, however often it looks', async () => {
  expect(await changesAfter(5)).toBe(0)
})

test('a change counts once, when it has been still for one look', async () => {
  writeFileSync(rules, 'two, longer')
  expect(await changesAfter(1)).toBe(0)
  expect(await changesAfter(1)).toBe(1)
  expect(await changesAfter(3)).toBe(0)
})

test('a file that keeps changing is waited for', async () => {
  for (let n = 0; n < 4; n += 1) {
    writeFileSync(rules, 'x'.repeat(n + 10))
    expect(await changesAfter(1)).toBe(0)
  }
  expect(await changesAfter(1)).toBe(1)
})

test('the same size and time in another file is a change: an editor renames over it', async () => {
  const at = new Date(1_700_000_000_000)
  utimesSync(rules, at, at)
  await changesAfter(2)
  const draft = join(folder, '.rules.yaml.swp')
  writeFileSync(draft, 'two')
  utimesSync(draft, at, at)
  renameSync(draft, rules)
  expect(await changesAfter(2)).toBe(1)
})

test('a file that is gone for a moment and comes back is one change', async () => {
  rmSync(rules)
  expect(await changesAfter(1)).toBe(0)
  writeFileSync(rules, 'two')
  expect(await changesAfter(1)).toBe(0)
  expect(await changesAfter(2)).toBe(1)
})

test('a file that stays away is a change, and its return another', async () => {
  rmSync(rules)
  expect(await changesAfter(3)).toBe(1)
  writeFileSync(rules, 'two')
  expect(await changesAfter(3)).toBe(1)
})

test("a ConfigMap's swap of ..data is a change, for files and folders alike", async () => {
  const mount = join(folder, 'mount')
  for (const version of ['..v1', '..v2']) {
    mkdirSync(join(mount, version, 'templates'), { recursive: true })
    writeFileSync(join(mount, version, 'rules.yaml'), 'same')
    writeFileSync(join(mount, version, 'templates', 'error.yaml'), version)
  }
  symlinkSync('..v1', join(mount, '..data'))
  symlinkSync('..data/rules.yaml', join(mount, 'rules.yaml'))
  symlinkSync('..data/templates', join(mount, 'templates'))
  const swap = (version: string) => {
    symlinkSync(version, join(mount, '..data_tmp'))
    renameSync(join(mount, '..data_tmp'), join(mount, '..data'))
  }
  files = [join(mount, 'rules.yaml')]
  watch = await create()
  swap('..v2')
  expect(await changesAfter(2)).toBe(1)
  files = []
  templates = join(mount, 'templates')
  watch = await create()
  swap('..v1')
  expect(await changesAfter(2)).toBe(1)
})

test('a template that is added, changed or removed is a change; other files are not', async () => {
  writeFileSync(join(templates, 'notes.txt'), 'not a template')
  expect(await changesAfter(2)).toBe(0)
  writeFileSync(join(templates, 'short.yaml'), 'new')
  expect(await changesAfter(2)).toBe(1)
  writeFileSync(join(templates, 'short.yaml'), 'changed')
  expect(await changesAfter(2)).toBe(1)
  rmSync(join(templates, 'short.yaml'))
  expect(await changesAfter(2)).toBe(1)
  rmSync(templates, { recursive: true })
  expect(await changesAfter(2)).toBe(1)
})

test('a team’s template is watched too', async () => {
  mkdirSync(join(templates, 'sales'))
  writeFileSync(join(templates, 'sales', 'error.yaml'), 'one')
  expect(await changesAfter(2)).toBe(1)
  writeFileSync(join(templates, 'sales', 'error.yaml'), 'two, longer')
  expect(await changesAfter(2)).toBe(1)
})

test('what changed between making it and the first look is seen', async () => {
  writeFileSync(rules, 'changed while the rest still started')
  expect(await changesAfter(1)).toBe(0)
  expect(await changesAfter(1)).toBe(1)
})

test('files that joined are looked at from then on', async () => {
  const team = join(folder, 'sales.yaml')
  writeFileSync(team, 'one')
  files = [rules, team]
  await changesAfter(2)
  writeFileSync(team, 'two, longer')
  expect(await changesAfter(2)).toBe(1)
})

test('started, it looks by itself, one look at a time, until it is ended', async () => {
  let looking = 0
  let most = 0
  const seen = Promise.withResolvers<void>()
  let looks = 0
  const end = startWatch(
    {
      async look() {
        looking += 1
        most = Math.max(most, looking)
        looks += 1
        await new Promise((resolve) => setTimeout(resolve, 5))
        looking -= 1
        if (looks === 3) seen.resolve()
      },
    },
    1,
  )
  await seen.promise
  end()
  expect(most).toBe(1)
})
