import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCallback } from '../../src/receive/callback.ts'
import type { JobEvent } from '../../src/receive/event.ts'

const DIRECTORY = join(import.meta.dirname, '../fixtures/callbacks')

/** The events of all callbacks kept under test/fixtures. */
export function callbackEvents(): readonly JobEvent[] {
  return readdirSync(DIRECTORY).map((file) => {
    const parsed = parseCallback(readFileSync(join(DIRECTORY, file)), {
      id: file,
      cluster: 'prod',
      receivedAt: 1_715_414_588_900,
    })
    if ('problems' in parsed) throw new Error(`${file} is no usable callback`)
    return parsed.event
  })
}
