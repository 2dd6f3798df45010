import { expect, test } from 'vitest'
import { linksOf, modelName } from '../../src/deliver/links.ts'
import { anEvent } from '../support/an-event.ts'
import { someRules } from '../support/some-rules.ts'

const MODEL = '91402da4-b991-4cd8-b164-7f62b9e91b69'
const { clusters } = someRules(`
channels: { ops: slack:#ops }
clusters:
  prod: { url: "https://kylin.example.com/kylin/", models: { ${MODEL}: "orders & 订单" } }
  bare: {}
`)
const prod = clusters.get('prod') ?? null
const KYLIN = 'https://kylin.example.com/kylin'

test('a job is found among those of its model, and the model by its name', () => {
  const event = anEvent({ model_id: MODEL.toUpperCase() })
  expect(linksOf(event, prod)).toEqual({
    job: `${KYLIN}/#/monitor/job?modelAlias=${MODEL.toUpperCase()}`,
    model: `${KYLIN}/#/studio/model/orders%20%26%20%E8%AE%A2%E5%8D%95`,
  })
  expect(modelName(event, prod)).toBe('orders & 订单')
})

test('a model without a name has no page of its own', () => {
  expect(linksOf(anEvent({ model_id: 'other' }), prod)).toEqual({
    job: `${KYLIN}/#/monitor/job?modelAlias=other`,
    model: null,
  })
})

test('a snapshot job is found by its table, any other by the whole list', () => {
  const snapshot = anEvent({ model_id: null, snapshot_job_info: { database: 'SSB', table: 'P_LINE ORDER' } })
  expect(linksOf(snapshot, prod).job).toBe(`${KYLIN}/#/monitor/job?modelAlias=SSB.P_LINE%20ORDER`)
  expect(linksOf(anEvent({ snapshot_job_info: { database: 'SSB' } }), prod).job).toBe(
    `${KYLIN}/#/monitor/job`,
  )
  expect(linksOf(anEvent({ model_id: 7 }), prod).job).toBe(`${KYLIN}/#/monitor/job`)
})

test('a housekeeping job stands on no page', () => {
  expect(linksOf(anEvent({ job_type: 'META', housekeeping: true }), prod).job).toBeNull()
})

test.each([
  ['without an address', clusters.get('bare') ?? null],
  ['that the rules do not name', null],
])('a cluster %s has no links', (_, cluster) => {
  expect(linksOf(anEvent({ model_id: MODEL }), cluster)).toEqual({ job: null, model: null })
})
