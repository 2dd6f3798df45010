import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

test('npm run demo tells every sample callback with its messages and reasons, and serves the inbox', async () => {
  const demo = spawn('npm', ['run', '-s', 'demo'], {
    cwd: ROOT,
    env: { ...process.env, LOG_FORMAT: 'json', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: npm, the shell and the bridge end together.
    detached: true,
  })
  onTestFinished(() => void process.kill(-(demo.pid ?? 0), 'SIGKILL'))
  let told = ''
  demo.stdout.setEncoding('utf8').on('data', (chunk: string) => (told += chunk))
  const inbox = await new Promise<string>((resolve) => {
    createInterface({ input: demo.stderr }).on('line', (line) => {
      const found = /(http:\/\/127\.0\.0\.1:\d+\/inbox) {3}/.exec(line)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
  // Each is told once its last message is sent; one without messages may overtake.
  while ((told.match(/^▶ /gm)?.length ?? 0) < 9)
    await new Promise((resolve) => demo.stdout.once('data', resolve))
  expect(told).toContain('▶ retail · META · SUCCEED')
  expect(told).toContain(
    '✓ 2. Failed builds call the on-call: job_state ERROR, job_type INC_BUILD → ops, china',
  )
  expect(told).toContain('❌ sales_eu / INC_BUILD failed: Container killed by YARN')
  expect(told).toContain('❌ sales_eu / INC_BUILD 失败：Container killed by YARN')
  expect(told).toContain('→ nothing: a rule drops it')
  expect(told).toContain('housekeeping')
  expect(told).not.toContain('EXAMPLE-NOT-A-SECRET')
  expect(told).toContain('▶ sales_eu · INC_BUILD · SUCCEED')
  const page = await (await fetch(inbox)).text()
  expect(page).toContain('Container killed by YARN')
  expect(page).toContain('Discord')
})
