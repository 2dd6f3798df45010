import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { missing } from './mounted.ts'

/**
 * Has the kernel answer some calls of a process otherwise, by strace. Resolves, once every thread is held, to what
 * ends it; to a text that says why where this machine cannot.
 * @param inject as strace's option takes it, e.g. `fsync:error=EIO`
 */
export async function tampered(pid: number, inject: string): Promise<(() => Promise<void>) | string> {
  const absent = missing('strace')
  if (absent !== null) return absent
  const [calls = ''] = inject.split(':')
  const args = [
    '-f',
    '-qq',
    '-o',
    '/dev/null',
    '-e',
    `trace=${calls}`,
    '-e',
    `inject=${inject}`,
    '-p',
    String(pid),
  ]
  const strace = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(strace, 'close')
  let said = ''
  strace.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  if (!(await untilTraced(pid, strace))) return `strace cannot be used here: ${said.trim()}`
  return async () => {
    strace.kill('SIGINT')
    await ended
  }
}

/** Resolves to true once a tracer holds every thread of the process, to false when it ended before that. */
export async function untilTraced(pid: number, tracer: ChildProcess): Promise<boolean> {
  while (!isTraced(pid)) {
    if (tracer.exitCode !== null) return false
    await sleep(20)
  }
  return true
}

function isTraced(pid: number): boolean {
  return readdirSync(`/proc/${pid}/task`).every(
    (task) => !readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8').includes('TracerPid:\t0\n'),
  )
}
