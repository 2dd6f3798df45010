import {
  type Context,
  defaultOperators,
  Drop,
  type Emitter,
  Liquid,
  type Operators,
  type Template,
} from 'liquidjs'
import { sizeOf, textEmitter, WORK_LIMIT, type Output } from './budget.ts'
import { head } from './cut.ts'
import { FILTERS, momentOf, valueText } from './filters.ts'
import { LOOK, type Scope, type TextLook } from './look.ts'
import { renderStraight } from './straight.ts'

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
export function newLiquid(lenient: boolean): Liquid {
  const made = new Liquid({
    ownPropertyOnly: true,
    strictFilters: !lenient,
    operators,
    templates: {},
    dynamicPartials: false,
    parseLimit: PARSE_LIMIT,
    memoryLimit: WORK_LIMIT,
    // Each card brings its language's; without one Liquid asks Intl for the machine's: 36 ms of a start.
    locale: 'en-GB',
    outputEscape: output as unknown as (value: unknown) => string,
  })
  for (const tag of NO_TAGS) delete made.tags[tag]
  for (const name of Object.keys(made.filters)) if (NO_FILTERS.test(name)) delete made.filters[name]
  addFilters(made)
  // A `capture` collects a text by itself; this way it is paid for too.
  Object.assign(made.renderer, { renderTemplates: renderPaid })
  return made
}

function renderPaid(
  templates: Template[],
  context: Context,
  emitter: Emitter = textEmitter(context.memoryLimit),
): string {
  return renderStraight(templates, context, emitter)
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
    made.registerFilter(name, function (this: Filtering, ...given: unknown[]) {
      const values = CALCULATING.has(name) ? given.map(countable) : given
      const { renderLimit, memoryLimit } = this.context
      renderLimit.check(0)
      for (const value of values) memoryLimit.use(sizeOf(value))
      return run.apply(this, values)
    })
  }
}

/** They know no 64-bit integers, such as the end of a full build's range. */
const CALCULATING = new Set(
  'abs at_least at_most ceil divided_by floor minus modulo plus round times'.split(' '),
)

function countable(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}

/** `nil` and `empty` are nothing, as what is missing is. */
function output(this: Filtering, value: unknown): Output {
  this.context.memoryLimit.use(sizeOf(value))
  return { data: head(valueText(value instanceof Drop ? undefined : value), MAX_TEXT) }
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
