import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Row, verdict } from '../row.ts'
import { someLanes } from '../lanes.ts'
import { drained, isSound, ledgerOf } from './ledger.ts'
import { postAsKylin } from './post-as-kylin.ts'
import { aScene } from './scene.ts'

const ROOT = join(import.meta.dirname, '../../..')
const PASSWORD = 'stand-in-password'
/** Starts the bridge on the socket at descriptor 3 as often as it is told to by a line, and says its process id. */
const UNIT = `while read -r again; do
  sh -c 'echo "pid $$"; export LISTEN_PID=$$ LISTEN_FDS=1; exec "$0" "$@"' "$0" "$@"
  echo ended
done`
const PAUSE_MS = 10
const MOST_MS = 60_000

/** A restart while systemd holds the socket: what is sent meanwhile waits in it, and nothing is refused. */
export async function restartOnHeldSocket(restarts: number): Promise<readonly Row[]> {
  const lanes = someLanes(6, 2)
  const scene = await aScene({ rules: lanes.rules })
  const serve = [process.execPath, join(ROOT, 'src/main.ts'), 'serve', ...scene.args]
  const holder = spawn(
    process.execPath,
    [join(ROOT, 'test/support/socket-holder.ts'), 'sh', '-c', UNIT, ...serve],
    {
      // A group of its own, so that the bridge ends with it.
      detached: true,
      cwd: ROOT,
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { PATH: process.env['PATH'], ...scene.env, ...credentials() },
    },
  )
  try {
    const lines = createInterface({ input: holder.stdout })[Symbol.asyncIterator]()
    const nextLine = async (): Promise<string> => String((await lines.next()).value)
    const url = `http://127.0.0.1:${await nextLine()}`
    // The first line opens the holder, each further one starts the bridge once more.
    holder.stdin.write('go\n'.repeat(restarts + 2))
    const answers: { readonly status: number; readonly ms: number }[] = []
    const accepted = new Set<number>()
    const state = { over: false }
    const senders = Array.from({ length: lanes.count }, async (_, lane) => {
      for (let number = lane; !state.over; number += lanes.count) {
        const sentAt = performance.now()
        const send = (): Promise<number> =>
          postAsKylin(url, lanes.body(number), { authorization: AUTHORIZATION })
        // A stalled disk is answered 503: Kylin sends it again.
        let status = await send()
        while (status === 503) status = await send()
        answers.push({ status, ms: performance.now() - sentAt })
        if (status === 200) accepted.add(number)
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      }
    })
    let pid = 0
    for (let restart = 0; restart <= restarts; restart += 1) {
      pid = Number(/^pid (\d+)$/.exec(await nextLine())?.[1])
      const before = accepted.size
      while (accepted.size < before + 100) await new Promise((resolve) => setTimeout(resolve, 20))
      if (restart === restarts) break
      process.kill(pid, 'SIGTERM')
      await nextLine()
    }
    state.over = true
    await Promise.all(senders)
    const done = await drained(scene.database, MOST_MS)
    process.kill(pid, 'SIGTERM')
    await nextLine()
    const ledger = ledgerOf(scene, lanes, accepted)
    const unanswered = answers.filter(({ status }) => status !== 200).length
    const longest = Math.max(...answers.map(({ ms }) => ms)) / 1000
    const repeats = ledger.repeats.slack + ledger.repeats.discord
    return [
      {
        done: `restarted ${restarts} times under load, systemd holding the socket`,
        counts: `${answers.length} callbacks sent, ${unanswered} not answered 200, the longest answered after ${longest.toFixed(1)} s; ${ledger.lost.length} lost, ${repeats} repeats`,
        verdict: verdict(done && unanswered + repeats === 0 && isSound(ledger)),
      },
    ]
  } finally {
    if (holder.pid !== undefined) process.kill(-holder.pid, 'SIGKILL')
    await scene.end()
  }
}

const AUTHORIZATION = `Basic ${Buffer.from(`kylin:${PASSWORD}`).toString('base64')}`

/** On a socket from outside the bridge wants to know who posts. */
function credentials(): Readonly<Record<string, string>> {
  return {
    CALLBACK_USERNAME: 'kylin',
    CALLBACK_PASSWORD: PASSWORD,
    CONSOLE_USERNAME: 'ops',
    CONSOLE_PASSWORD: PASSWORD,
  }
}
