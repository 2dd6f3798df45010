import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { createMetrics } from '../../src/metrics.ts'
import { REASONS } from '../../src/platforms/platform.ts'
import { STATUS } from '../../src/receive/results.ts'
import { labelsIn, metricsIn } from './promql.ts'

const FOLDER = join(import.meta.dirname, '../../src/deploy/grafana')

interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number }
  readonly targets?: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[]
}
interface Dashboard {
  readonly schemaVersion: number
  readonly uid: string
  readonly panels: readonly Panel[]
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] }
}
interface Alert {
  readonly alert: string
  readonly expr: string
  readonly for?: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly description: string }
}

const dashboard = JSON.parse(readFileSync(join(FOLDER, 'dashboard.json'), 'utf8')) as Dashboard
const rules = parse(readFileSync(join(FOLDER, 'alerts.yaml'), 'utf8')) as {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Alert[] }[]
}
const alerts = rules.groups.flatMap((group) => group.rules)
const panels = dashboard.panels.filter(({ type }) => type !== 'row')
const asked = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
const expressions = [...asked, ...alerts.map(({ expr }) => expr)]

/** Names of all series of a scrape. */
const series = new Set<string>(['up'])
/** Labels of each metric of ours, and those that Prometheus adds. */
const labels = new Map<string, readonly string[]>()

beforeAll(async () => {
  const metrics = createMetrics('1')
  metrics.inForce({
    hash: 'abc',
    clusters: ['prod'],
    channels: new Map([['ops', 'slack']]),
    templates: ['error'],
    results: Object.keys(STATUS),
    reasons: REASONS,
  })
  metrics.answered({ cluster: 'prod', result: 'stored', ms: 1, at: 1 })
  metrics.decided({ outcome: 'routed', entries: [{ rule: 'all', matched: true }] })
  metrics.attempted('slack', 'rate-limited')
  metrics.templateFailed('error')
  metrics.configurationRead({ ok: true, at: 1, files: new Map([['rules.yaml', true]]) })
  metrics.backlogRead({ lanes: [], dead: 0 })
  metrics.readinessRead(true)
  metrics.accountsRead(new Map([['slack', true]]))
  for (const line of (await metrics.text()).split('\n')) {
    const [, name, list = ''] = /^([a-z_\d]+)(?:\{(.*)\})? /.exec(line) ?? []
    if (name === undefined) continue
    series.add(name)
    labels.set(
      name,
      [...list.matchAll(/(\w+)="/g)].map(([, label = '']) => label),
    )
  }
})

test('every expression of dashboard and alerts uses only series that a scrape has', () => {
  expect(expressions.length).toBeGreaterThan(40)
  const used = new Set(expressions.flatMap(metricsIn))
  expect([...used].filter((name) => !series.has(name))).toEqual([])
  expect(used.size).toBeGreaterThan(20)
})

test('every expression asks only for labels that its metrics have', () => {
  const added = ['job', 'instance', 'le']
  const wrong = expressions.flatMap((expr) => {
    const known = new Set([...added, ...metricsIn(expr).flatMap((name) => labels.get(name) ?? [])])
    return labelsIn(expr).filter((label) => !known.has(label))
  })
  expect(wrong).toEqual([])
})

test('the reasons and results that alerts look for are of the closed lists', () => {
  const named = alerts.flatMap(({ expr }) =>
    [...expr.matchAll(/\b(?:reason|result)=~?"([^"]+)"/g)].flatMap(([, list = '']) => list.split('|')),
  )
  expect(named.length).toBeGreaterThan(3)
  expect(named.filter((name) => ![...REASONS, ...Object.keys(STATUS)].includes(name))).toEqual([])
})

test('an account that is down is told of for as long as it is down, and not only of its failed attempts', () => {
  // Nothing but probes goes out meanwhile, and they are not counted: an increase would end by itself.
  const alert = alerts.find((one) => one.alert === 'HeraldAccountDown')
  expect(alert?.expr).toBe('min by (account) (herald_account_up) == 0')
  expect(alert?.annotations.summary).toContain('{{ $labels.account }}')
})

test('that callbacks are answered 503 is told by what tries to write the store, as /readyz does', () => {
  // A full disk can still be read.
  const alert = alerts.find((one) => one.annotations.description.includes('/readyz'))
  expect(alert).toMatchObject({ alert: 'HeraldStoreNotReady', expr: 'herald_ready == 0' })
})

test('panels do not overlap, have ids of their own and use the chosen data source', () => {
  expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(39)
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
  const cells = dashboard.panels.flatMap(({ gridPos: { h, w, x, y } }) =>
    Array.from({ length: h * w }, (_, n) => `${x + (n % w)},${y + Math.floor(n / w)}`),
  )
  expect(new Set(cells).size).toBe(cells.length)
  expect(dashboard.panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([])
  const sources = panels.flatMap(({ targets = [] }) => targets.map(({ datasource }) => datasource.uid))
  expect(new Set(sources)).toEqual(new Set(['${datasource}']))
  expect(panels.filter(({ title, targets = [] }) => title === '' || targets.length === 0)).toEqual([])
})

test('every variable of an expression is one of the dashboard', () => {
  const known = new Set(['__rate_interval', ...dashboard.templating.list.map(({ name }) => name)])
  const queries = dashboard.templating.list.map(({ definition = '' }) => definition)
  const used = [...[...asked, ...queries].join('\n').matchAll(/\$(\w+)/g)].map(([, name = '']) => name)
  expect(used.length).toBeGreaterThan(50)
  expect(used.filter((name) => !known.has(name))).toEqual([])
})

test('every alert has a severity, says what happened and what to do', () => {
  expect(alerts.length).toBeGreaterThan(10)
  expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length)
  for (const { alert, labels: own, annotations, for: wait = '1m' } of alerts) {
    expect(alert).toMatch(/^Herald[A-Z]\w+$/)
    expect(['critical', 'warning', 'info']).toContain(own.severity)
    expect(annotations.summary).toMatch(/\.$/)
    expect(annotations.description.length).toBeGreaterThan(60)
    expect(wait).toMatch(/^\d+[mh]$/)
  }
})
