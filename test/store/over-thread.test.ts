import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { overThread } from '../../src/store/sqlite/over-thread.ts'
import { startThread } from '../../src/store/sqlite/start-thread.ts'
import { StoreUnavailable } from '../../src/store/store.ts'
import { anAcceptance } from './an-acceptance.ts'

test('when the thread dies everything pending and everything after is refused, and it is fatal', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'herald-thread-'))
  const worker = startThread()
  const fatal: Error[] = []
  const data = { file: join(folder, 'herald.db'), owner: 'one', now: undefined }
  const store = await overThread(worker, data, (error) => void fatal.push(error))
  await store.accept(anAcceptance())
  const exited = once(worker, 'exit')
  void worker.terminate()
  const pending = store.accept(anAcceptance())
  await expect(pending).rejects.toThrow(StoreUnavailable)
  await exited
  await expect(store.accept(anAcceptance())).rejects.toThrow(StoreUnavailable)
  expect(fatal).toEqual([expect.any(StoreUnavailable)])
  await store.close()
  rmSync(folder, { recursive: true })
})
