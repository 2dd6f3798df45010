import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const ROOT = join(import.meta.dirname, '../..')

/** A bridge that a shell command started. */
export interface Started {
  readonly url: string
  /** Everything it said so far. */
  readonly log: () => string
  /** Ends the shell with all that it started. */
  readonly end: () => Promise<void>
}

/** Runs a command of the README in a shell, as a person would; resolves once the bridge listens. */
export async function startByShell(command: string, env: Readonly<Record<string, string>>): Promise<Started> {
  const child = spawn('sh', ['-c', command], {
    // A group of its own: npm and a shell stand in between.
    detached: true,
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LOG_FORMAT: 'json', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const said: string[] = []
  return { url: await urlOf(child, said), log: () => said.join('\n'), end: () => end(child) }
}

function urlOf(child: ChildProcess, said: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('close', () => reject(new Error(said.join('\n'))))
    if (child.stderr === null) return
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line)
      const url = line.includes('"message":"listening"') ? /"url":"([^"]+)"/.exec(line)?.[1] : undefined
      if (url !== undefined) resolve(url)
    })
  })
}

async function end(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close')
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
  await closed
}
