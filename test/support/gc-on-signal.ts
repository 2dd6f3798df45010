import { isMainThread } from 'node:worker_threads'

// Loaded by --import beside --expose-gc: SIGUSR2 collects everything that is not in use, so that memory can be told
// from garbage.
if (isMainThread) process.on('SIGUSR2', () => globalThis.gc?.())
