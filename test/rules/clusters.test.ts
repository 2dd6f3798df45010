import { expect, test } from 'vitest'
import { spelledCluster } from '../../src/rules/parts/clusters.ts'
import { anEvent } from '../support/an-event.ts'
import { aRulesFile, problemsOf, rulesOf } from './a-rules-file.ts'

const UUID = '89af4ee2-2cdb-4b07-b39e-4c29856309aa'

test('a cluster has an address for links, credentials, a place to pass callbacks on to and names of models', () => {
  const top = [
    'clusters:',
    '  prod:',
    '    url: https://kylin.example.com/kylin/',
    '    username: kylin',
    '    passwords: [{ file: run/p1 }, { env: P2 }]',
    '    forward: https://old.example.com/hook?source=kylin',
    `    models: { ${UUID.toUpperCase()}: orders }`,
  ].join('\n')
  expect(rulesOf(aRulesFile('', { top })).clusters.get('prod')).toEqual({
    name: 'prod',
    url: 'https://kylin.example.com/kylin',
    credentials: { username: 'kylin', passwords: [{ file: 'run/p1' }, { env: 'P2' }] },
    forward: 'https://old.example.com/hook?source=kylin',
    models: new Map([[UUID, 'orders']]),
  })
})

test('a cluster may have nothing but its name, one password, or a secret address', () => {
  const top =
    'clusters:\n  a: {}\n  b: { username: k, passwords: { env: P } }\n  c: { forward: { file: run/address } }'
  const { clusters } = rulesOf(aRulesFile('', { top }))
  expect(clusters.get('a')).toMatchObject({ url: null, credentials: null, forward: null })
  expect(clusters.get('b')?.credentials?.passwords).toEqual([{ env: 'P' }])
  expect(clusters.get('c')?.forward).toEqual({ file: 'run/address' })
})

test('a model is matched by its name where a cluster gives one', () => {
  const top = `clusters:\n  prod: { models: { ${UUID}: orders } }`
  const rules = '  - name: A\n    when: { model: ord* }\n    send: ops'
  const { match } = rulesOf(aRulesFile(rules, { top }))
  expect(match(anEvent({ cluster: 'prod', model_id: UUID })).routes).toHaveLength(1)
  expect(match(anEvent({ cluster: 'test', model_id: UUID })).routes).toHaveLength(0)
})

test('where the names of models are wrong, a rule on them is not wrong as well', () => {
  const top = `clusters:\n  prod: { models: { ${UUID}: [orders] } }`
  const rules = '  - name: A\n    when: { model: ord* }\n    send: ops'
  expect(problemsOf(aRulesFile(rules, { top }))).toMatchObject([{ code: 'bad-value', line: 3 }])
})

test('a cluster is meant in whatever case its name comes', () => {
  const { clusters } = rulesOf(aRulesFile('', { top: 'clusters:\n  Prod: {}\n  test: {}' }))
  expect(
    ['Prod', 'PROD', 'prod', 'Test', 'product', 'default'].map((name) => spelledCluster(clusters, name)),
  ).toEqual(['Prod', 'Prod', 'Prod', 'test', 'product', 'default'])
})

test('two clusters whose names differ in case alone are one', () => {
  const top = 'clusters:\n  prod: {}\n  test: {}\n  PROD: { url: https://kylin.example.com }'
  expect(problemsOf(aRulesFile('', { top }))).toMatchObject([
    { code: 'duplicate-name', message: '"PROD" is "prod" once more: names ignore case', line: 5 },
  ])
})
