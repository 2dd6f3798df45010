import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { surroundings } from '../src/settings.ts'

const before = process.cwd()
afterEach(() => process.chdir(before))

/** The surroundings of a process in a folder with this `.env`. */
function surroundingsWith(file: Buffer | string) {
  const folder = mkdtempSync(join(tmpdir(), 'herald-env-'))
  writeFileSync(join(folder, '.env'), file)
  process.chdir(folder)
  return surroundings()
}

const TEXT = 'HERALD_FIRST=one\nHERALD_SECOND="zwei 二"\n'

test.each([
  ['plain UTF-8', TEXT],
  ['with a byte order mark', `\ufeff${TEXT}`],
  ['with the line ends of Windows', `\ufeff${TEXT}`.replaceAll('\n', '\r\n')],
])('the first setting of .env is read as the second is: %s', (_what, text) => {
  expect(surroundingsWith(text)).toMatchObject({
    env: { HERALD_FIRST: 'one', HERALD_SECOND: 'zwei 二' },
    problems: [],
  })
})

test.each([
  ['UTF-16', Buffer.from(TEXT, 'utf16le')],
  ['UTF-16 with a byte order mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
  ['Latin-1', Buffer.from('HERALD_FIRST=größe\n', 'latin1')],
])('a .env that is not UTF-8 is a mistake, not an empty file: %s', (_what, bytes) => {
  const { env, problems } = surroundingsWith(bytes)
  expect(problems).toEqual([
    {
      severity: 'error',
      code: 'not-utf-8',
      message: 'the file is not UTF-8 text',
      file: '.env',
      help: 'save it as UTF-8',
    },
  ])
  expect(env).not.toHaveProperty('HERALD_FIRST')
})
