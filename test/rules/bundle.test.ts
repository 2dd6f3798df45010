import { array, assert, property, string, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { packRules, unpackRules } from '../../src/rules/file/bundle.ts'

test('a root file alone is its own bundle', () => {
  expect(packRules('version: 1\n', new Map())).toBe('version: 1\n')
})

test('whatever the files hold, unpacking gives them back', () => {
  const files = array(tuple(string(), string({ unit: 'binary' })))
  assert(
    property(string({ unit: 'binary' }), files, (root, teams) => {
      const byPath = new Map(teams)
      const { text, read } = unpackRules(packRules(root, byPath))
      expect(text).toBe(root)
      for (const [path, team] of byPath) expect(read(path)).toEqual({ text: team })
    }),
  )
})

test('a root file that looks like a bundle is packed, and a file that was not packed is not there', () => {
  const bundle = packRules('a', new Map([['b', 'c']]))
  const { text, read } = unpackRules(packRules(bundle, new Map()))
  expect(text).toBe(bundle)
  expect(read('b')).toHaveProperty('error')
})
