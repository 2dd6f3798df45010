import {
  Context,
  defaultOperators,
  Drop,
  Liquid,
  LiquidError,
  Value,
  toValueSync,
  type Operators,
  type Template as Parsed,
} from 'liquidjs'
import {
  pieceEmitter,
  sizeOf,
  stepLimit,
  textEmitter,
  WORK_LIMIT,
  type Output,
  type Piece,
} from './budget.ts'
import { head } from './cut.ts'
import { FILTERS, momentOf, valueText } from './filters.ts'
import type { TextLook } from './look.ts'
import type { Language } from '../rules/rules.ts'

/** Characters of one template text. */
const PARSE_LIMIT = 100_000
/** UTF-16 units of one value or one text; twelve times the longest text a stored event holds, cleaned in 2 ms. */
export const MAX_TEXT = 100_000
/** Tags that read other files, that make HTML, or that change a card's variables for the texts after them. */
const NO_TAGS = ['include', 'render', 'layout', 'block', 'tablerow', 'increment', 'decrement']
/**
 * Filters that are none here. `raw`: without it every output goes through valueText, which no value can make fail.
 * `…_exp`: they run a value's text as Liquid. `sample`: a card tried again must be the same. `date_to_…`: the machine's
 * zone, not the channel's. `jsonify`, `inspect`: they fail on 64-bit integers.
 */
const NO_FILTERS = /^(raw|.*_exp|sample|date_to_(?:xmlschema|rfc822|string|long_string)|jsonify|inspect)$/

/** Where the look stands in a scope: no template can name a symbol. */
export const LOOK = Symbol('look')

/** The variables of one card. Has no prototype, so that no name but a variable's is found in it. */
export interface Scope {
  readonly [LOOK]: TextLook
  readonly [name: string]: unknown
}

/** A text leaf of a template, compiled. */
export type Leaf = string | Parsed[]
/** An expression of a template (`$if`, `$each`), compiled. */
export type Expression = Value

/** An object of a callback is neither more nor less than anything: JavaScript would ask it for its `toString`. */
const operators: Operators = { ...defaultOperators }
for (const name of ['>', '<', '>=', '<=', 'contains']) {
  const compare = defaultOperators[name] as (left: unknown, right: unknown) => unknown
  operators[name] = (left: unknown, right: unknown) =>
    isObject(right) || (name !== 'contains' && isObject(left)) ? false : (compare(left, right) as boolean)
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof Drop)
}

/** Liquid as templates may use it; `lenient` takes unknown filters, so that a check can find them all. */
function newLiquid(lenient: boolean): Liquid {
  const made = new Liquid({
    ownPropertyOnly: true,
    strictFilters: !lenient,
    operators,
    templates: {},
    dynamicPartials: false,
    parseLimit: PARSE_LIMIT,
    memoryLimit: WORK_LIMIT,
    outputEscape: output as unknown as (value: unknown) => string,
  })
  for (const tag of NO_TAGS) delete made.tags[tag]
  for (const name of Object.keys(made.filters)) if (NO_FILTERS.test(name)) delete made.filters[name]
  addFilters(made)
  // A `capture` collects a text by itself; this way it is paid for too.
  const { renderer } = made
  const render = renderer.renderTemplates.bind(renderer)
  renderer.renderTemplates = (templates, context, emitter = textEmitter(context.memoryLimit)) =>
    render(templates, context, emitter)
  return made
}

interface Filtering {
  readonly context: Context
}
type Filter = (this: Filtering, ...values: unknown[]) => unknown

function addFilters(made: Liquid): void {
  const strftime = made.filters['date'] as Filter
  for (const [name, filter] of Object.entries(FILTERS)) {
    made.registerFilter(name, function (this: Filtering, value: unknown, ...more: unknown[]) {
      return filter(value, lookOf(this.context), more[0], more[1])
    })
  }
  made.registerFilter('date', function (this: Filtering, value: unknown, format: unknown) {
    const look = lookOf(this.context)
    const at = momentOf(value, look)
    return at === null ? valueText(value) : strftime.call(this, at / 1000, format, zoneOf(look))
  })
  for (const [name, filter] of Object.entries(made.filters)) {
    const run = (typeof filter === 'function' ? filter : filter.handler) as Filter
    made.registerFilter(name, function (this: Filtering, ...values: unknown[]) {
      const { renderLimit, memoryLimit } = this.context
      renderLimit.check(0)
      for (const value of values) memoryLimit.use(sizeOf(value))
      return run.apply(this, values)
    })
  }
}

function output(this: Filtering, value: unknown): Output {
  this.context.memoryLimit.use(sizeOf(value))
  return { data: head(valueText(value), MAX_TEXT) }
}

const liquid = newLiquid(false)
const lenient = newLiquid(true)
const OPTIONS: Readonly<Record<Language, Liquid['options']>> = {
  en: { ...liquid.options, locale: 'en-GB' },
  zh: { ...liquid.options, locale: 'zh-CN' },
}

/** Names of all filters and tags, for suggestions. */
export const FILTER_NAMES: readonly string[] = Object.keys(liquid.filters)
export const TAG_NAMES: readonly string[] = Object.keys(liquid.tags)

/** Compiles a text. @throws LiquidError where it is no valid Liquid or names an unknown filter or tag */
export function compile(text: string): Leaf {
  return isDynamic(text) ? liquid.parse(text) : text
}

/** Compiles an expression such as `data_from` or `rows > 0`. @throws as compile */
export function compileExpression(text: string): Expression {
  return new Value(text, liquid)
}

/** The same with unknown filters, for a check. @throws LiquidError where it is no valid Liquid */
export function parseLenient(text: string, kind: 'text' | 'expression'): readonly Parsed[] | Value {
  if (kind === 'expression') return new Value(text, lenient)
  return isDynamic(text) ? lenient.parse(text) : []
}

/** Whether a text holds any Liquid. */
export function isDynamic(text: string): boolean {
  return /\{\{|\{%/.test(text)
}

/** The variables with one card's budget of steps, work and time, for all that is filled with them. */
export function newBudget(scope: Scope): Context {
  const options = OPTIONS[scope[LOOK].language]
  return new Context(scope, options, { sync: true }, { liquid, renderLimit: stepLimit() })
}

/** Fills a text in. @throws LiquidError where it fails or the card's budget is spent */
export function fill(leaf: Leaf, scope: Scope, budget: Context): string {
  if (typeof leaf === 'string') return leaf
  const emitter = textEmitter(budget.memoryLimit)
  toValueSync(liquid.renderer.renderTemplates(leaf, budget.spawn(scope), emitter))
  return emitter.buffer
}

/** The same with what values say apart from what the template says. @throws as fill */
export function fillPieces(leaf: Leaf, scope: Scope, budget: Context): readonly Piece[] {
  if (typeof leaf === 'string') return [{ text: leaf, data: false }]
  const emitter = pieceEmitter(budget.memoryLimit)
  toValueSync(liquid.renderer.renderTemplates(leaf, budget.spawn(scope), emitter))
  return emitter.pieces
}

/** Whether an expression has a value: not null, false, '' or empty. @throws as fill */
export function present(expression: Expression, scope: Scope, budget: Context): boolean {
  const value = evaluate(expression, scope, budget)
  if (value === undefined || value === null || value === false || value === '') return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}

/** The value of an expression. @throws as fill */
export function evaluate(expression: Expression, scope: Scope, budget: Context): unknown {
  return toValueSync(expression.value(budget.spawn(scope)))
}

/** What is wrong with a text, and where in it. */
export interface Mistake {
  readonly message: string
  /** Offsets in the text, UTF-16 units. */
  readonly start: number
  readonly end: number
}

/** What is wrong with a text that would not compile or failed. */
export function mistakeOf(error: unknown): Mistake {
  if (!LiquidError.is(error)) {
    return { message: error instanceof Error ? error.message : String(error), start: 0, end: 0 }
  }
  // Its own message ends with a place inside the text; ours names the place in the file.
  const own = (error.originalError?.message ?? error.message).replace(/, line:\d+, col:\d+$/, '')
  const message = own === 'memory alloc limit exceeded' ? 'it makes too much text or too long a list' : own
  return { message, start: error.token.begin, end: error.token.end }
}

function lookOf(context: Context): TextLook {
  return (context.environments as unknown as Scope)[LOOK]
}

/** A zone that this machine knows. */
function zoneOf({ timezone }: TextLook): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions()
    return timezone
  } catch {
    return 'UTC'
  }
}
