import { Context, type Liquid, LiquidError, type Template as Parsed, Value } from 'liquidjs'
import type { Language } from '../rules/rules.ts'
import { pieceEmitter, stepLimit, textEmitter, type Piece } from './budget.ts'
import { newLiquid } from './liquid.ts'
import { LOOK, type Scope } from './look.ts'
import { renderStraight, straightened, valueOf } from './straight.ts'

/** A text leaf of a template, compiled. */
export type Leaf = string | Parsed[]
/** An expression of a template (`$if`, `$each`), compiled. */
export type Expression = Value

const liquid = newLiquid(false)
const OPTIONS: Readonly<Record<Language, Liquid['options']>> = {
  en: { ...liquid.options, locale: 'en-GB' },
  zh: { ...liquid.options, locale: 'zh-CN' },
}

/** Names of all filters and tags, for suggestions. */
export const FILTER_NAMES: readonly string[] = Object.keys(liquid.filters)
export const TAG_NAMES: readonly string[] = Object.keys(liquid.tags)

/**
 * Compiles a text.
 * @param lenient takes unknown filters, for a check; the result is not for use
 * @throws LiquidError where it is no valid Liquid or names an unknown filter or tag
 */
export function compile(text: string, lenient = false): Leaf {
  return isDynamic(text) ? straightened(engine(lenient).parse(text)) : text
}

/** Compiles an expression such as `data_from` or `rows > 0`. @throws as compile */
export function compileExpression(text: string, lenient = false): Expression {
  return new Value(text, engine(lenient))
}

let lenientLiquid: Liquid | undefined

/** The lenient one is made when a template has a mistake. */
function engine(lenient: boolean): Liquid {
  if (!lenient) return liquid
  lenientLiquid ??= newLiquid(true)
  return lenientLiquid
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
  return renderStraight(leaf, budget.spawn(scope), emitter)
}

/** The same with what values say apart from what the template says. @throws as fill */
export function fillPieces(leaf: Leaf, scope: Scope, budget: Context): readonly Piece[] {
  if (typeof leaf === 'string') return [{ text: leaf, data: false }]
  const emitter = pieceEmitter(budget.memoryLimit)
  renderStraight(leaf, budget.spawn(scope), emitter)
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
  return valueOf(expression, budget.spawn(scope))
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
