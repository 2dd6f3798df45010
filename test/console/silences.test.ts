import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { silenceRoutes } from '../../src/console/silences.ts'
import { loadRules } from '../../src/rules/load.ts'
import { openLocalStore } from '../../src/store/core/local-store.ts'
import { openSqlite } from '../../src/store/sqlite/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { bench } from '../store/harness.ts'
import type { Bench } from '../store/harness.ts'

const { rules } = loadRules(
  `version: 1
channels: { sales: "slack:#sales", ops: "slack:#ops" }
clusters: { eu: { forward: "http://127.0.0.1:1/kylin" } }
rules: [{ name: all, send: ops }]
unmatched: drop
`,
  'rules.yaml',
)

let subject: Bench
let store: Store
beforeEach(async () => {
  subject = bench(async ({ file, now, owner, onFatal }) =>
    openLocalStore({ engine: openSqlite({ file, now }), owner, clock: systemClock, onFatal }),
  )
  store = await subject.open()
})
afterEach(() => subject.close())

async function add(...when: readonly string[]) {
  if (rules === null) throw new Error('mistakes in the rules')
  const routes = silenceRoutes({ store, rules: () => rules, changed: () => Promise.resolve() })
  const answer = await routes.request('/api/silences', {
    method: 'POST',
    body: JSON.stringify({ when, for: '2h', why: 'test' }),
  })
  return { status: answer.status, body: await answer.json() }
}

test.each([
  ['channel=salse', 'there is no channel "salse": did you mean "sales"?'],
  ['channel=#sales', 'there is no channel "#sales": did you mean "sales"?'],
  ['channel=Sales', 'there is no channel "Sales": did you mean "sales"?'],
  ['channel=[ops, crm]', 'there is no channel "crm": channels: '],
  ['channel=forward/us', 'there is no channel "forward/us": did you mean "forward/eu"?'],
])('a silence of a channel that is not there would mute nothing: %s', async (condition, error) => {
  const { status, body } = await add('project=sales', condition)
  expect(status).toBe(400)
  expect(body).toEqual({ error: expect.stringContaining(error) })
  expect(await store.silences(true)).toEqual([])
})

test.each(['channel=sales', 'channel=[ops, inbox]', 'channel=forward/eu', 'project=x'])(
  'what is there is silenced: %s',
  async (condition) => {
    expect(await add(condition)).toMatchObject({ status: 200, body: { when: [condition] } })
  },
)
