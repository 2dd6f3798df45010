import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { aBridge, AUTHORIZATION } from '../a-bridge.ts'
import { type Row, verdict } from '../row.ts'
import { ask, requestBytes } from '../wire.ts'
import { missing } from './mounted.ts'
import { untilTraced } from './strace.ts'
import { RULES } from './trial.ts'

const CALLBACKS = 50

/** Counts the syncs that the kernel saw while callbacks came one after another: at least one for each 200. */
export async function synced(): Promise<Row> {
  const done = `${CALLBACKS} callbacks one after another, syncs counted by the kernel`
  const absent = missing('strace')
  if (absent !== null) return { done, counts: absent, verdict: 'skipped' }
  const bridge = await aBridge(RULES.replace('[{ name: all, send: ops }]', '[]'))
  try {
    const { url, pid } = await bridge.serve()
    const calls = join(bridge.folder, 'calls')
    const options = ['-f', '-qq', '-o', calls, '-e', 'trace=fsync,fdatasync', '-p', String(pid)]
    const strace = spawn('strace', options, { stdio: 'ignore' })
    if (!(await untilTraced(pid, strace)))
      return { done, counts: 'strace cannot be used here', verdict: 'skipped' }
    let accepted = 0
    for (let n = 0; n < CALLBACKS; n += 1) {
      const body = JSON.stringify({ job_id: `sync-${n}`, project: 'p', job_state: 'ERROR', job_type: 'X' })
      if ((await ask(url, requestBytes({ body, authorization: AUTHORIZATION }))) === 200) accepted += 1
    }
    strace.kill('SIGINT')
    await once(strace, 'close')
    const syncs = readFileSync(calls, 'utf8').match(/sync\(\d+\)\s+= 0/g)?.length ?? 0
    return {
      done,
      counts: `${accepted} answered 200, ${syncs} syncs`,
      verdict: verdict(accepted === CALLBACKS && syncs >= CALLBACKS),
    }
  } finally {
    await bridge.end()
  }
}
