import { onTestFinished } from 'vitest'
import type { Answer } from '../../src/receive/answer.ts'
import { pathOf } from '../../src/receive/answer.ts'
import { startServer } from '../../src/receive/server.ts'

/** Serves one answer until the test ends; what is returned asks for it over HTTP. */
export async function asked(
  answer: Answer,
): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
  const server = await startServer(
    (incoming, outgoing) => void answer(incoming, outgoing, pathOf(incoming)),
    { host: '127.0.0.1', port: 0 },
    { error: () => {} },
  )
  onTestFinished(() => server.close(0))
  return (path, init) => fetch(`http://127.0.0.1:${server.port}${path}`, init)
}
