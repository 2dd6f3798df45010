import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { dryRender } from '../../src/cli/dry-render.ts'
import { readAllTemplates } from '../../src/cli/all-templates.ts'
import { readTemplates } from '../../src/render/template-files.ts'
import { loadTemplates } from '../../src/render/template.ts'

const { files } = await readTemplates(join(import.meta.dirname, '../../templates'))

test('no template of the package has a mistake, or fails with any sample: they are not tried again', async () => {
  const { templates, problems } = loadTemplates(files)
  expect([...problems, ...(await dryRender(templates, files))]).toEqual([])
  expect(files.size).toBeGreaterThan(5)
})

test('one’s own stand over Herald’s, which are known by every letter of their text', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'herald-templates-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const error = files.get('error')?.text ?? ''
  mkdirSync(join(folder, 'amy'))
  for (const [name, text] of [
    ['failed', error],
    ['error', `${error}\n`],
    ['short', files.get('short')?.text ?? ''],
    ['amy/success', error],
  ] as const) {
    writeFileSync(join(folder, `${name}.yaml`), text)
  }
  const all = await readAllTemplates(folder)
  expect(all.problems).toEqual([])
  expect(new Set(all.files.keys())).toEqual(new Set([...files.keys(), 'failed', 'amy/success']))
  expect(all.files.get('error')?.file).toBe(join(folder, 'error.yaml'))
  const shipped = new Set(files.keys())
  shipped.delete('error')
  expect(all.shipped).toEqual(shipped)
})

test('a folder that is named and not there is a mistake; the default one need not be there', async () => {
  expect((await readAllTemplates(join(tmpdir(), 'herald-no-such-folder'))).problems).toMatchObject([
    { code: 'template-unreadable', severity: 'error' },
  ])
  const before = process.cwd()
  onTestFinished(() => process.chdir(before))
  process.chdir(mkdtempSync(join(tmpdir(), 'herald-empty-')))
  const { files: found, problems } = await readAllTemplates('templates')
  expect(problems).toEqual([])
  expect([...found.keys()]).toEqual([...files.keys()])
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
