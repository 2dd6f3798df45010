import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { openStore } from '../../src/store/sqlite/worker-store.ts'
import { StoreRefused } from '../../src/store/core/engine.ts'
import { allEvents } from './all-events.ts'

const ACCEPTING = new URL('accepting.ts', import.meta.url).pathname
const onFatal = () => {}
const codeOf = (error: unknown) => error instanceof StoreRefused && error.problem.code

test('a killed process lost nothing it confirmed, shared its database with nobody and left no lock', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'herald-crash-'))
  const file = join(folder, 'herald.db')
  const confirmed: string[] = []
  const refusals: unknown[] = []
  for (const round of ['a', 'b', 'c']) {
    const child = spawn(process.execPath, [ACCEPTING, file, round], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(child, 'exit')
    let lines = 0
    for await (const id of createInterface(child.stdout)) {
      confirmed.push(id)
      lines += 1
      if (lines === 1) refusals.push(await openStore({ file, owner: 'two', onFatal }).catch(codeOf))
      if (lines === 200) child.kill('SIGKILL')
    }
    expect(await ended).toEqual([null, 'SIGKILL'])
    const store = await openStore({ file, owner: 'one', onFatal })
    const stored = new Set((await allEvents(store)).map((row) => row.event.id))
    expect(confirmed.filter((id) => !stored.has(id))).toEqual([])
    expect(await store.waiting()).toBe(stored.size)
    await store.close()
  }
  expect(refusals).toEqual(Array(3).fill('database-in-use'))
  expect(confirmed.length).toBeGreaterThanOrEqual(600)
  rmSync(folder, { recursive: true })
})
