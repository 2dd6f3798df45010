import { expect, test } from 'vitest'
import { StoreDamaged, StoreLost } from '../../src/store/core/engine.ts'
import { refusalOf, translated } from '../../src/store/sqlite/errors.ts'
import { StoreUnavailable } from '../../src/store/store.ts'

const sqliteError = (errcode: number): Error => Object.assign(new Error('from SQLite'), { errcode })

test.each([
  ['busy', 5],
  ['busy snapshot', 517],
  ['full', 13],
  ['read-only', 8],
  ['I/O error on write', 778],
])('%s is for later', (_, code) => {
  const error = translated(sqliteError(code))
  expect(error).toBeInstanceOf(StoreUnavailable)
  expect(error).not.toBeInstanceOf(StoreLost)
})

test.each([
  ['of the file', 1034],
  ['of its folder', 1290],
])('a failed sync %s ends the process', (_, code) => {
  expect(translated(sqliteError(code))).toBeInstanceOf(StoreLost)
})

test.each([
  ['a damaged page', 11],
  ['a damaged index', 779],
  ['no database', 26],
])('%s is for a person', (_, code) => {
  expect(translated(sqliteError(code))).toBeInstanceOf(StoreDamaged)
  expect(refusalOf('/data/herald.db', sqliteError(code)).problem).toMatchObject({
    code: 'database-damaged',
    file: '/data/herald.db',
  })
})

test.each([
  ['a constraint', sqliteError(1555)],
  ['wrong SQL', sqliteError(1)],
  ['an error of ours', new Error('bug')],
])('%s stays what it is', (_, error) => {
  expect(translated(error)).toBe(error)
})
