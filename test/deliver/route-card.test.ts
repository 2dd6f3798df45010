import { expect, test } from 'vitest'
import { routeCard } from '../../src/deliver/route-card.ts'
import { loadTemplates } from '../../src/render/template.ts'
import { loadRules } from '../../src/rules/load.ts'
import { anEvent } from '../support/an-event.ts'
import { someRules } from '../support/some-rules.ts'

const file = (text: string) => ({ file: 'x.yaml', text: `summary: ${text}` })
const { templates } = loadTemplates(
  new Map([
    ['error', file('shared')],
    ['sales/error', file("sales'")],
    ['sales/loud', file('LOUD')],
  ]),
)
const rules = someRules('channels: {}')
const summaryOf = (template: string | null, team?: string): string => {
  const route = {
    template,
    language: 'en',
    timezone: 'UTC',
    ...(team === undefined ? {} : { team }),
  } as const
  return routeCard(
    { event: anEvent(), route, delivery: 'd-1', toldBefore: false, now: 0 },
    { rules, templates },
  ).card.summary
}

test("a team's own template comes before the shared one of that name, also the one of a state", () => {
  expect(summaryOf(null)).toBe('shared')
  expect(summaryOf(null, 'hr')).toBe('shared')
  expect(summaryOf(null, 'sales')).toBe("sales'")
  expect(summaryOf('error', 'sales')).toBe("sales'")
  expect(summaryOf('loud', 'sales')).toBe('LOUD')
})

test("a team's rule may name its own templates and the shared ones, and no other team's", () => {
  const root = `version: 1
channels: { ops: slack:#ops }
rules: []
unmatched: drop
teams: { sales: { when: { project: sales }, rules: t.yaml, contact: ops, allow: [ops] } }
`
  const load = (template: string) =>
    loadRules(root, 'rules.yaml', {
      templates: new Set(['error', 'sales/loud', 'hr/soft']),
      read: () => ({ text: `rules: [{ name: A, send: ops, template: ${template} }]` }),
    })
  expect(load('loud').rules?.match(anEvent({ project: 'sales' })).routes).toMatchObject([
    { template: 'loud', team: 'sales' },
  ])
  expect(load('error').problems).toEqual([])
  expect(load('soft').problems).toMatchObject([{ code: 'unknown-template', help: 'templates: error, loud' }])
})
