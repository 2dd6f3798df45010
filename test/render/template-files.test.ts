import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readTemplates } from '../../src/render/template-files.ts'
import { loadTemplates } from '../../src/render/template.ts'

async function aDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'templates-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return directory
}

test('the templates shipped have no problem, not even a warning', async () => {
  const { files, problems } = await readTemplates(join(import.meta.dirname, '../../templates'))
  expect(problems).toEqual([])
  expect(loadTemplates(files).problems).toEqual([])
  expect([...files.keys()]).toEqual(['digest', 'discarded', 'error', 'paused', 'short', 'success'])
})

test('every .yaml file is a template by its name, other files are none', async () => {
  const directory = await aDirectory()
  await writeFile(join(directory, 'mine.yaml'), 'summary: a')
  await writeFile(join(directory, 'README.md'), 'not one')
  const { files, problems } = await readTemplates(directory)
  expect([...files]).toEqual([['mine', { file: join(directory, 'mine.yaml'), text: 'summary: a' }]])
  expect(problems).toEqual([])
})

test('a team’s own templates bear its name, and nothing deeper is looked at', async () => {
  const directory = await aDirectory()
  await mkdir(join(directory, 'sales/old'), { recursive: true })
  await mkdir(join(directory, '..2024_data'))
  await writeFile(join(directory, 'error.yaml'), 'summary: shared')
  await writeFile(join(directory, 'sales/error.yaml'), 'summary: of sales')
  await writeFile(join(directory, 'sales/old/error.yaml'), 'summary: old')
  await writeFile(join(directory, '..2024_data/error.yaml'), 'summary: mounted')
  await symlink(join(directory, 'sales'), join(directory, 'risk'))
  await symlink(join(directory, 'error.yaml'), join(directory, 'a-link'))
  const { files, problems } = await readTemplates(directory)
  expect(problems).toEqual([])
  expect([...files].map(([name, { text }]) => `${name}: ${text}`)).toEqual([
    'error: summary: shared',
    'risk/error: summary: of sales',
    'sales/error: summary: of sales',
  ])
})

test('what cannot be read is a problem, and the others are read', async () => {
  const directory = await aDirectory()
  await mkdir(join(directory, 'bad.yaml'))
  await writeFile(join(directory, 'good.yaml'), 'summary: a')
  const { files, problems } = await readTemplates(directory)
  expect([...files.keys()]).toEqual(['good'])
  expect(problems).toMatchObject([{ code: 'template-unreadable', file: join(directory, 'bad.yaml') }])
  expect((await readTemplates(join(directory, 'none'))).problems).toMatchObject([
    { code: 'template-unreadable' },
  ])
})
