import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/** What can be linked to in a document: the ids it sets, and its headings as GitHub names them. */
function anchorsOf(text: string): Set<string> {
  const ids = [...text.matchAll(/id="([^"]+)"/g)].map(([, id]) => id ?? '')
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
  return new Set([...ids, ...headings])
}

describe.each(['README.md', 'CONTRIBUTING.md', '.github/REFERENCE.md'])('%s', (document) => {
  const path = join(ROOT, document)
  const text = readFileSync(path, 'utf8')

  test('links only to headings and files that are there', () => {
    const targets = [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, target]) => target ?? '')
    const missing = targets.filter((target) => {
      const [file = '', anchor] = target.split('#')
      const to = file === '' ? path : join(dirname(path), file)
      if (!existsSync(to)) return true
      return anchor !== undefined && !anchorsOf(readFileSync(to, 'utf8')).has(anchor)
    })
    expect(targets.length).toBeGreaterThan(0)
    expect(missing).toEqual([])
  })

  test('names only files of src and test that are there', () => {
    const named = [...text.matchAll(/`((?:src|test|templates)\/[\w./-]+)`/g)].map(([, name]) => name ?? '')
    expect(named.filter((name) => !existsSync(join(ROOT, name)))).toEqual([])
  })
})
