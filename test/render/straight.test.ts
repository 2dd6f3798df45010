import * as fc from 'fast-check'
import { Context, Liquid, toValueSync } from 'liquidjs'
import { expect, test } from 'vitest'
import { stepLimit, textEmitter } from '../../src/render/budget.ts'
import { mistakeOf } from '../../src/render/engine.ts'
import { newLiquid } from '../../src/render/liquid.ts'
import { LOOK } from '../../src/render/look.ts'
import { renderStraight, straightened } from '../../src/render/straight.ts'

const ours = newLiquid(false)
const theirs = newLiquid(false)
// Liquid's own way of rendering, where newLiquid put ours; a capture collects in our emitter either way.
const slowly = new Liquid().renderer
theirs.renderer.renderTemplates = (templates, context, emitter = textEmitter(context.memoryLimit)) =>
  slowly.renderTemplates(templates, context, emitter)

const paths = [
  'project',
  'rows',
  'tag',
  'tag.owner',
  'list',
  'list.size',
  'list.first.a',
  'list[0].a',
  'none.x',
  'odd',
]
const literals = ['"risk"', '3', '-1.5', 'nil', 'empty', 'blank', 'true', 'false', '(1..3)', '"text".size']
const operand = fc.constantFrom(...paths, ...literals, 'tag[project]', 'tag["owner"]')
const FILTERS = `upcase|size|truncate: 5|default: "none"|default: rows, allow_false: true|number|duration|join: ", "|
map: "a"|sort|first|plus: rows|divided_by: 0|split: "s"|where: "a", 1`
const filters = fc.constantFrom(...FILTERS.split('|').map((one) => one.trim()))
const value = fc
  .tuple(operand, fc.array(filters, { maxLength: 3 }))
  .map(([first, more]) => [first, ...more].join(' | '))
const condition = fc
  .tuple(operand, fc.constantFrom('==', '!=', '>', '<=', 'contains', 'and', 'or'), operand, fc.boolean())
  .map(([left, operator, right, negated]) => `${negated ? 'not ' : ''}${left} ${operator} ${right}`)
const { text } = fc.letrec<{ text: string; part: string }>((tie) => ({
  text: fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
  part: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('plain ', ' – ', '\n'),
    value.map((one) => `{{ ${one} }}`),
    fc
      .tuple(condition, tie('text'), tie('text'))
      .map(([when, yes, no]) => `{% if ${when} %}${yes}{% else %}${no}{% endif %}`),
    fc.tuple(condition, tie('text')).map(([when, yes]) => `{%- unless ${when} -%}${yes}{% endunless %}`),
    fc
      .tuple(operand, tie('text'))
      .map(([of, each]) => `{% for one in ${of} limit: 3 %}${each}{{ one.a }}{% break %}{% endfor %}`),
    fc.tuple(value, tie('text')).map(([one, rest]) => `{% assign made = ${one} %}{{ made }}${rest}`),
    fc.tuple(tie('text')).map(([inner]) => `{% capture made %}${inner}{% endcapture %}{{ made | upcase }}`),
  ),
}))

const scope = {
  project: 'risk',
  rows: 12,
  tag: { owner: 'sales', risk: 1 },
  list: [{ a: 1 }, { a: 'two' }, 'three'],
  odd: { valueOf: 'x', next: 1, size: null },
  [LOOK]: { language: 'en', timezone: 'UTC', now: 1_715_414_700_000, moments: [] },
}

/** What comes out, or what is wrong and where. */
function outcome(render: (context: Context, emitter: ReturnType<typeof textEmitter>) => unknown): unknown {
  const budget = new Context(scope, ours.options, { sync: true }, { liquid: ours, renderLimit: stepLimit() })
  const emitter = textEmitter(budget.memoryLimit)
  try {
    render(budget, emitter)
    return (emitter as unknown as { buffer: string }).buffer
  } catch (error) {
    return mistakeOf(error)
  }
}

test('a text comes out as Liquid itself renders it, and so does what is wrong with it', () => {
  const law = fc.property(text, (written) => {
    const straight = outcome((context, emitter) =>
      renderStraight(straightened(ours.parse(written)), context, emitter),
    )
    const slow = outcome((context, emitter) =>
      toValueSync(theirs.renderer.renderTemplates(theirs.parse(written), context, emitter)),
    )
    expect(straight).toEqual(slow)
  })
  fc.assert(law, { numRuns: 2_000 })
})
