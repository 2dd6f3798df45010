import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, openSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../support/until.ts'
import { freePort } from '../support/free-port.ts'

const ROOT = join(import.meta.dirname, '../..')
const MAIN = join(ROOT, 'src/main.ts')
/** A disk that is always full. */
const FULL = '/dev/full'

const hasTerminals = spawnSync('script', ['--version']).error === undefined

test.skipIf(!hasTerminals)('init ends after its last answer, though the terminal stays open', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'herald-init-'))
  const command = `'${process.execPath}' '${MAIN}' init`
  const init = spawn('script', ['-qec', command, '/dev/null'], { cwd, stdio: ['pipe', 'ignore', 'ignore'] })
  onTestFinished(() => void init.kill('SIGKILL'))
  init.stdin.write('\n'.repeat(12))
  expect(await once(init, 'exit')).toEqual([0, null])
  expect(existsSync(join(cwd, 'rules.yaml'))).toBe(true)
})

test.skipIf(!existsSync(FULL))('a full disk under the log ends no bridge', async () => {
  const port = await freePort()
  const full = openSync(FULL, 'w')
  const args = ['serve', '--dry-run', '--port', String(port)]
  const herald = spawn(process.execPath, [MAIN, ...args], { cwd: ROOT, stdio: ['ignore', full, full] })
  onTestFinished(() => void herald.kill('SIGKILL'))
  const url = `http://127.0.0.1:${port}`
  const post = async (body: string) =>
    (await fetch(`${url}/kylin/callback`, { method: 'POST', body }).catch(() => null))?.status
  // Each of them is told in the log.
  await until(async () => (await post('no callback')) === 200)
  expect(await post('nor this')).toBe(200)
  expect(await post('{"job_id":"j1","project":"p","job_type":"INC_BUILD","job_state":"ERROR"}')).toBe(200)
  expect(herald.exitCode).toBeNull()
})

test.skipIf(!existsSync(FULL))('a command whose output is lost says so in a line and fails', async () => {
  const schema = spawn(process.execPath, [MAIN, 'schema'], {
    cwd: ROOT,
    stdio: ['ignore', openSync(FULL, 'w'), 'pipe'],
  })
  let said = ''
  schema.stderr?.on('data', (text: Buffer) => (said += text.toString()))
  expect(await once(schema, 'close')).toEqual([1, null])
  expect(said).toBe('error: the output cannot be written: ENOSPC\n')
})
