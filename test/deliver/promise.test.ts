import { expect, test } from 'vitest'
import { deliveriesOf } from '../../src/deliver/promise.ts'
import type { Decision, Route } from '../../src/rules/rules.ts'
import { aClaim } from '../support/a-claim.ts'
import { anEvent } from '../support/an-event.ts'
import { someRules } from '../support/some-rules.ts'

const rules = someRules(`
accounts: { eu: { platform: slack, token: { env: EU_TOKEN } } }
channels:
  sales: eu:#sales
  each: { to: "eu:#kylin-{project}", allow: "#kylin-*", otherwise: sales, pace: 1 per 3s }
  hook: { to: slack-webhook, url: { env: OPS_URL } }
clusters: { prod: { forward: "https://old-bridge.example.com/hook" }, test: {} }
`)

function decision(...routes: Partial<Route>[]): Decision {
  const { route } = aClaim()
  return {
    routes: routes.map((over) => Object.assign({}, route, over)),
    trace: { rules: 'abc', outcome: 'routed', entries: [] },
  }
}

test('a delivery goes where its route says, by the account and pace of its channel', () => {
  const routed = decision(
    { channel: 'each', place: '#kylin-sales', lane: 'eu:#kylin-sales' },
    { channel: 'hook', place: '', lane: 'slack-webhook/env/OPS_URL:' },
  )
  expect(deliveriesOf(routed, anEvent(), rules, false)).toEqual([
    {
      lane: 'eu:#kylin-sales',
      account: 'eu',
      platform: 'slack',
      place: '#kylin-sales',
      gapMs: 3000,
      route: routed.routes[0],
      telling: { thread: 'job', limits: [], later: null, edits: true, marks: true },
    },
    {
      lane: 'slack-webhook/env/OPS_URL:',
      account: 'slack-webhook/env/OPS_URL',
      platform: 'slack',
      place: '',
      gapMs: 1000,
      route: routed.routes[1],
      // A webhook of Slack cannot edit what it posted.
      telling: { thread: 'job', limits: [], later: null, edits: false, marks: false },
    },
  ])
})

test('a callback of a cluster that forwards is passed on, also where no rule sends it anywhere', () => {
  const [forward, ...none] = deliveriesOf(decision(), anEvent({ cluster: 'prod' }), rules, false)
  expect(none).toEqual([])
  expect(forward).toMatchObject({
    lane: 'forward/prod',
    account: 'forward/prod',
    platform: 'forward',
    place: '',
    gapMs: 0,
    route: { rule: 'forward', channel: 'forward/prod', template: null },
  })
})

test.each(['test', 'unnamed'])('a callback of the cluster %s, which forwards nowhere, is not', (cluster) => {
  expect(deliveriesOf(decision(), anEvent({ cluster }), rules, false)).toEqual([])
})

test('in a dry run everything goes to the inbox under the name of its place, and nothing is passed on', () => {
  const routed = decision({ channel: 'each', place: '#kylin-sales', lane: 'eu:#kylin-sales' })
  expect(deliveriesOf(routed, anEvent({ cluster: 'prod' }), rules, true)).toMatchObject([
    { lane: 'inbox:eu:#kylin-sales', account: 'inbox', platform: 'inbox', place: '#kylin-sales', gapMs: 0 },
  ])
})
