import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dryRender } from '../../src/cli/dry-render.ts'
import { ownTemplates } from '../../src/cli/own-templates.ts'
import { readTemplates } from '../../src/render/template-files.ts'
import { loadTemplates } from '../../src/render/template.ts'

const { files } = await readTemplates(join(import.meta.dirname, '../../templates'))

test('no template of the package has a mistake, or fails with any sample: they are not tried again', async () => {
  const { templates, problems } = loadTemplates(files)
  expect([...problems, ...(await dryRender(templates, files))]).toEqual([])
  expect(files.size).toBeGreaterThan(5)
})

test('the package’s own are known by every letter of their text', async () => {
  expect(await ownTemplates(files)).toEqual(new Set(files.keys()))
  const changed = new Map([...files].map(([name, { file, text }]) => [name, { file, text: `${text}\n` }]))
  expect(await ownTemplates(changed)).toEqual(new Set())
  const error = files.get('error') ?? { file: '', text: '' }
  expect(await ownTemplates(new Map([['amy/error', error]]))).toEqual(new Set())
})

test('a sound template is compiled when it is first used', () => {
  const text = 'summary: "{{ project"\n'
  const { templates, problems } = loadTemplates(
    new Map([['mine', { file: 'mine.yaml', text }]]),
    new Set(['mine']),
  )
  expect(problems).toEqual([])
  expect(templates.get('mine')?.severity).toBeNull()
})
