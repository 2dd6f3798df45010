import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { StoreDamaged, StoreRefused } from '../../src/store/core/engine.ts'
import type { Engine } from '../../src/store/core/engine.ts'
import { openLocalStore } from '../../src/store/core/local-store.ts'
import { schemaV1 } from '../../src/store/schema/v1.ts'
import { checkDurable, setDurable } from '../../src/store/sqlite/settings.ts'
import { openSqlite } from '../../src/store/sqlite/sqlite.ts'
import { StoreUnavailable } from '../../src/store/store.ts'
import { openStore } from '../../src/store/sqlite/worker-store.ts'
import { anAcceptance, outcome, SENT } from './an-acceptance.ts'
import { claimOne } from './harness.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'herald-sqlite-'))
  file = join(folder, 'data', 'herald.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

const onFatal = () => {}
const local = (engine: Engine) => openLocalStore({ engine, owner: 'one', clock: systemClock, onFatal })

async function codeOf(open: () => unknown): Promise<unknown> {
  try {
    await open()
  } catch (error) {
    if (error instanceof StoreRefused) return error.problem.code
    throw error
  }
  return 'opened'
}

test('a full disk refuses what comes and keeps what is there', async () => {
  const engine = openSqlite({ file })
  const store = await local(engine)
  const kept = anAcceptance()
  await store.accept(kept)
  await engine.transaction(async (query) => {
    const [pages] = await query<{ page_count: number }>('PRAGMA page_count')
    await query(`PRAGMA max_page_count = ${(pages?.page_count ?? 0) + 1}`)
  })
  const many = Array.from({ length: 20 }, () => anAcceptance({ text: 'x'.repeat(4_000) }))
  const results = await Promise.allSettled(many.map((each) => store.accept(each)))
  expect(results.map((result) => result.status === 'rejected' && result.reason)).toEqual(
    many.map(() => expect.any(StoreUnavailable)),
  )
  expect((await store.events({})).events.map((row) => row.event.id)).toEqual([kept.event.id])
  await engine.transaction((query) => query('PRAGMA max_page_count = 4294967294'))
  for (const each of many) expect(await store.accept(each)).toBe('stored')
  await store.close()
})

test('a database that is open already is refused, and free again once closed', async () => {
  const store = await openStore({ file, owner: 'one', onFatal })
  expect(await codeOf(() => openSqlite({ file }))).toBe('database-in-use')
  expect(await codeOf(() => openStore({ file, owner: 'two', onFatal }))).toBe('database-in-use')
  await store.close()
  await openSqlite({ file }).close()
})

test('a database of the first schema is brought to this one with all that is in it', async () => {
  const engine = openSqlite({ file })
  await engine.transaction(async (query) => {
    await query(`CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)`)
    await query(`INSERT INTO meta VALUES ('schema', '1'), ('instance', 'k7f3q')`)
    for (const statement of schemaV1(engine.tokens)) await query(statement)
    await query(`INSERT INTO inbox (at, channel, drawn_as, place, delivery, payload)
      VALUES (1, 'sales', 'slack', '#sales', 'k7f3q-1', '{"text":"old"}')`)
  })
  const store = await local(engine)
  const unchanged = { parent: null, editedAt: null, reactions: 0 }
  expect(await store.inbox(10)).toMatchObject([{ id: 1, payload: { text: 'old' }, ...unchanged }])
  const reply = { channel: 'sales', place: '#sales', delivery: 'k7f3q-2', payload: { text: 'new' } }
  await store.addToInbox({ ...reply, drawnAs: 'slack' }, { kind: 'reply', id: 1 })
  expect(await store.inbox(10)).toMatchObject([{ parent: 1 }, { parent: null }])
  await store.close()
})

test('a newer database that this version can use is used and left as it is; one it cannot use is refused', async () => {
  await (await local(openSqlite({ file }))).close()
  const beside = new DatabaseSync(file)
  const meta = () => beside.prepare(`SELECT name, value FROM meta WHERE name <> 'ping' ORDER BY name`).all()
  beside.exec(`UPDATE meta SET value = '99' WHERE name = 'schema'`)
  beside.exec(`ALTER TABLE event ADD COLUMN story TEXT`)
  const before = meta()
  const store = await local(openSqlite({ file }))
  expect(await store.accept(anAcceptance())).toBe('stored')
  await store.close()
  expect(meta()).toEqual(before)

  beside.exec(`UPDATE meta SET value = '99' WHERE name = 'readable-by'`)
  beside.close()
  expect(await codeOf(() => openStore({ file, owner: 'one', onFatal }))).toBe('newer-schema')
  const again = openSqlite({ file })
  expect(await codeOf(() => local(again))).toBe('newer-schema')
  await again.close()
})

test('ids go on where they were and the instance stays the same after reopening', async () => {
  const ids: string[] = []
  for (let round = 0; round < 2; round += 1) {
    const store = await openStore({ file, owner: 'one', onFatal })
    await store.accept(anAcceptance())
    const claim = await claimOne(store)
    ids.push(claim.delivery)
    await store.settle(outcome(claim, SENT))
    await store.close()
  }
  const [instance] = (ids[0] ?? '').split('-')
  expect(ids).toEqual([`${instance}-1`, `${instance}-2`])
})

test('what is not on disk is refused: in memory, or synced more seldom', async () => {
  expect(await codeOf(() => openSqlite({ file: ':memory:' }))).toBe('not-durable')
  const db = new DatabaseSync(join(folder, 'weak.db'))
  setDurable(db)
  checkDurable(db, 'weak.db')
  db.exec('PRAGMA synchronous = NORMAL')
  expect(await codeOf(() => checkDurable(db, 'weak.db'))).toBe('not-durable')
  db.close()
})

test('a file that is no database, or a damaged one, is refused and left as it is', async () => {
  const wrong = join(folder, 'notes.txt')
  const text = 'shopping list, and more than sixteen bytes of it\n'.repeat(100)
  writeFileSync(wrong, text)
  expect(await codeOf(() => openSqlite({ file: wrong }))).toBe('database-damaged')
  expect(readFileSync(wrong, 'utf8')).toBe(text)
  const store = await local(openSqlite({ file }))
  for (let n = 0; n < 20; n += 1) await store.accept(anAcceptance({ text: 'x'.repeat(4_000) }))
  await store.close()
  const damaged = readFileSync(file).fill('?', 3 * 4_096)
  writeFileSync(file, damaged)
  expect(await codeOf(() => openStore({ file, owner: 'one', onFatal }))).toBe('database-damaged')
  expect(readFileSync(file).equals(damaged)).toBe(true)
})

test('a database of another program is refused and left as it is', async () => {
  const theirs = join(folder, 'shop.db')
  for (const sql of ['CREATE TABLE customer (id)', 'CREATE TABLE meta (id)']) {
    const db = new DatabaseSync(theirs)
    db.exec(sql)
    db.close()
    const before = readFileSync(theirs)
    expect(await codeOf(() => openStore({ file: theirs, owner: 'one', onFatal }))).toBe('not-our-database')
    expect(readFileSync(theirs).equals(before)).toBe(true)
    rmSync(theirs)
  }
})

test('a ping writes: it fails where nothing can be written, and succeeds when that is over', async () => {
  const store = await local(openSqlite({ file }))
  await store.ping()
  const beside = new DatabaseSync(file)
  beside.exec('BEGIN IMMEDIATE')
  await expect(store.ping()).rejects.toBeInstanceOf(StoreUnavailable)
  beside.exec('ROLLBACK')
  const changes = () => beside.prepare(`SELECT value FROM meta WHERE name = 'ping'`).get()?.['value']
  const before = changes()
  await store.ping()
  expect(changes()).not.toBe(before)
  beside.close()
  await store.close()
})

test('nothing is confirmed while the file is moved away or replaced; put back, it goes on', async () => {
  const store = await local(openSqlite({ file }))
  const kept = anAcceptance()
  await store.accept(kept)
  renameSync(file, `${file}.away`)
  await expect(store.accept(anAcceptance())).rejects.toBeInstanceOf(StoreUnavailable)
  writeFileSync(file, '')
  await expect(store.ping()).rejects.toBeInstanceOf(StoreUnavailable)
  renameSync(`${file}.away`, file)
  await store.accept(anAcceptance())
  expect((await store.events({})).events).toHaveLength(2)
  await store.close()
})

test('once damage was found, a ping fails though its own page is sound', async () => {
  const engine = openSqlite({ file })
  let damaged = false
  const store = await local({
    ...engine,
    transaction: (work) =>
      damaged ? Promise.reject(new StoreDamaged('a page of it is damaged')) : engine.transaction(work),
  })
  await store.ping()
  damaged = true
  await expect(store.accept(anAcceptance())).rejects.toBeInstanceOf(StoreUnavailable)
  damaged = false
  await expect(store.ping()).rejects.toBeInstanceOf(StoreUnavailable)
  expect(await store.accept(anAcceptance())).toBe('stored')
  await store.close()
})

test('a folder in place of the database is refused with its name', async () => {
  mkdirSync(file, { recursive: true })
  expect(await codeOf(() => openStore({ file, owner: 'one', onFatal }))).toBe('cannot-open-database')
})
