import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { overThread } from '../../src/store/sqlite/over-thread.ts'
import { StoreUnavailable } from '../../src/store/store.ts'
import { anAcceptance } from './an-acceptance.ts'

test('when the thread dies everything pending and everything after is refused, and it is fatal', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'herald-thread-'))
  const worker = new Worker(new URL('../../src/store/sqlite/worker.ts', import.meta.url), {
    workerData: { file: join(folder, 'herald.db'), owner: 'one', now: undefined },
  })
  const fatal: Error[] = []
  const store = await overThread(worker, (error) => void fatal.push(error))
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
