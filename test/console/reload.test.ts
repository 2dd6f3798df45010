import { expect, test } from 'vitest'
import { reloadRoutes } from '../../src/console/reload.ts'
import type { ReloadAnswer } from '../../src/console/reload.ts'

const FINE: ReloadAnswer = {
  ok: true,
  applied: true,
  hash: 'abc',
  problems: [],
  files: [{ file: 'rules.yaml', team: null, state: 'ok' }],
  text: 'rules.yaml: in force\n',
}
const BROKEN: ReloadAnswer = {
  ...FINE,
  ok: false,
  problems: [{ severity: 'error', code: 'unknown-key', message: 'unknown key "sned"', file: 'a.yaml' }],
  files: [...FINE.files, { file: 'a.yaml', team: 'a', state: 'last good' }],
  text: 'a.yaml error unknown key "sned" unknown-key\n',
}

async function post(answer: ReloadAnswer, path = '/-/reload', headers: Record<string, string> = {}) {
  const routes = reloadRoutes({ reload: () => Promise.resolve(answer) })
  const got = await routes.request(path, { method: 'POST', headers })
  return { status: got.status, type: got.headers.get('Content-Type'), text: await got.text() }
}

test('a sound configuration answers 200 and what is in force', async () => {
  expect(await post(FINE)).toMatchObject({ status: 200, text: FINE.text })
})

test('a broken one answers 422 with the problems for a person', async () => {
  const got = await post(BROKEN)
  expect(got).toMatchObject({ status: 422, text: BROKEN.text })
  expect(got.type).toContain('text/plain')
})

test.each([
  ['/-/reload', { Accept: 'application/json' }],
  ['/-/reload?format=json', {}],
] as const)('a script asks for JSON by its header or the address: %s', async (path, headers) => {
  const { text: _, ...json } = BROKEN
  const got = await post(BROKEN, path, headers)
  expect(got.status).toBe(422)
  expect(JSON.parse(got.text)).toEqual(json)
})

test('to look does not reload', async () => {
  const routes = reloadRoutes({ reload: () => Promise.reject(new Error('reloaded')) })
  expect((await routes.request('/-/reload')).status).toBe(404)
})
