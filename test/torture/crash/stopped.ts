import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_MS = 1

/** Stops a process (SIGSTOP), does something once none of its threads runs or is inside the kernel, lets it go on. */
export async function whileStopped(pid: number, act: () => void): Promise<void> {
  process.kill(pid, 'SIGSTOP')
  try {
    while (!isStopped(pid)) await sleep(LOOK_MS)
    act()
  } finally {
    process.kill(pid, 'SIGCONT')
  }
}

/** The state stands behind the name, which stands in brackets and may hold any character. */
function isStopped(pid: number): boolean {
  const threads = `/proc/${pid}/task`
  return readdirSync(threads).every((thread) =>
    /\) T [^)]*$/.test(readFileSync(`${threads}/${thread}/stat`, 'latin1')),
  )
}
