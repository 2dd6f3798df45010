import { Context, Liquid, LiquidError, Value, toValueSync, type Template as Parsed } from 'liquidjs'
import { FILTERS, valueText } from './filters.ts'
import type { TextLook } from './look.ts'

/** Characters of one template text. */
const PARSE_LIMIT = 100_000
/** What one card may make: characters and list items, some 20 times the longest event we keep. */
const MEMORY_LIMIT = 20_000_000
/** How long one card may take, ms; ours take a tenth of one, so that only a runaway template meets it. */
const RENDER_LIMIT_MS = 500
/** Tags that read other files. */
const FILE_TAGS = ['include', 'render', 'layout', 'block']

/** Where the look stands in a scope: no template can name a symbol. */
export const LOOK = Symbol('look')

/** The variables of one card. Has no prototype, so that no name but a variable's is found in it. */
export interface Scope {
  readonly [LOOK]: TextLook
  readonly [name: string]: unknown
}

/** A text leaf of a template, compiled. */
export type Leaf = string | Parsed[]
/** An expression of a template (`$if`), compiled. */
export type Expression = Value

const liquid = new Liquid({
  ownPropertyOnly: true,
  strictFilters: true,
  templates: {},
  dynamicPartials: false,
  parseLimit: PARSE_LIMIT,
  memoryLimit: MEMORY_LIMIT,
  renderLimit: RENDER_LIMIT_MS,
  outputEscape: valueText,
})
for (const tag of FILE_TAGS) delete liquid.tags[tag]
// Without it every output goes through valueText, which no value can make fail.
delete liquid.filters['raw']
for (const [name, filter] of Object.entries(FILTERS)) {
  liquid.registerFilter(name, function (value: unknown, first?: unknown, second?: unknown) {
    return filter(value, lookOf(this.context), first, second)
  })
}

/** Compiles a text. @throws LiquidError where it is no valid Liquid or names an unknown filter or tag */
export function compile(text: string): Leaf {
  return /\{\{|\{%/.test(text) ? liquid.parse(text) : text
}

/** Compiles an expression such as `data_from` or `rows > 0`. @throws as compile */
export function compileExpression(text: string): Expression {
  return new Value(text, liquid)
}

/** The variables with one card's budget of time and memory, for `fill` and `present`. */
export function newBudget(scope: Scope): Context {
  return new Context(scope, liquid.options, { sync: true }, { liquid })
}

/** Fills a text in. @throws LiquidError where it fails or the card's budget is spent */
export function fill(leaf: Leaf, scope: Scope, budget: Context): string {
  if (typeof leaf === 'string') return leaf
  return valueText(liquid.renderSync(leaf, budget.spawn(scope)))
}

/** Whether an expression has a value: not null, false, '' or empty. @throws as fill */
export function present(expression: Expression, scope: Scope, budget: Context): boolean {
  const value: unknown = toValueSync(expression.value(budget.spawn(scope)))
  if (value === undefined || value === null || value === false || value === '') return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}

/** What is wrong with a text that would not compile, and the part of it to point at. */
export function mistakeOf(error: unknown): { readonly message: string; readonly at: string } {
  if (!LiquidError.is(error))
    return { message: error instanceof Error ? error.message : String(error), at: '' }
  // Its own message ends with a place inside the text; ours names the place in the file.
  const message = error.originalError?.message ?? error.message
  return { message: message.replace(/, line:\d+, col:\d+$/, ''), at: error.token.getText() }
}

function lookOf(context: Context): TextLook {
  return (context.environments as unknown as Scope)[LOOK]
}
