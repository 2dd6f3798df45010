import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
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
  expect([...files.keys()]).toEqual(expect.arrayContaining(['discarded', 'error', 'paused', 'success']))
})

test('every .yaml file is a template by its name, other files are none', async () => {
  const directory = await aDirectory()
  await writeFile(join(directory, 'mine.yaml'), 'summary: a')
  await writeFile(join(directory, 'README.md'), 'not one')
  const { files, problems } = await readTemplates(directory)
  expect([...files]).toEqual([['mine', { file: join(directory, 'mine.yaml'), text: 'summary: a' }]])
  expect(problems).toEqual([])
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
