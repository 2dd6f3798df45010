import {
  type Context,
  type Emitter,
  evalToken,
  type Expression,
  IfTag,
  LiquidError,
  Output,
  RenderError,
  type Template,
  toValue,
  toValueSync,
  TypeGuards,
  type Value,
} from 'liquidjs'

// Liquid renders through generators, so that any part may wait for something. Nothing of ours ever waits: the same steps,
// one call after the other, cost a card half as much. What is not covered here goes on through Liquid's own.

type Operator = (...values: unknown[]) => unknown
type Handler = (this: object, ...values: unknown[]) => unknown
/** What stands in Liquid's classes beside what their types show. */
interface FilterParts {
  readonly handler: Handler
  readonly token: unknown
  readonly liquid: unknown
}

/** Renders templates one after the other, with the steps that Liquid counts. @throws LiquidError */
export function renderStraight(templates: readonly Template[], context: Context, emitter: Emitter): string {
  context.renderLimit.check(performance.now())
  for (const template of templates) {
    context.renderLimit.check(performance.now())
    try {
      const text = toValueSync(template.render(context, emitter) as Iterable<unknown>) as string | undefined
      if (text !== undefined && text !== '') emitter.write(text)
      if (context.breakCalled || context.continueCalled) break
    } catch (error) {
      throw LiquidError.is(error) ? error : new RenderError(error as Error, template)
    }
  }
  return (emitter as unknown as { readonly buffer: string }).buffer
}

/** Lets parsed templates, and those within them, work out their values without generators; returns them. */
export function straightened(templates: Template[]): Template[] {
  for (const template of templates) {
    if (template instanceof Output) {
      const { value } = template
      const render = (context: Context, emitter: Emitter): void =>
        emitter.write(toValue(valueOf(value, context)))
      Object.assign(template, { render })
    } else if (template instanceof IfTag) {
      for (const { value, templates: inner } of template.branches) {
        Object.assign(value, { value: (context: Context) => valueOf(value, context) })
        straightened(inner)
      }
      straightened(template.elseTemplates ?? [])
    }
  }
  return templates
}

/** The value of an expression with its filters. @throws what a filter or operator throws */
export function valueOf({ initial, filters }: Value, context: Context): unknown {
  let value = expressionOf(initial, context)
  for (const filter of filters) {
    const { handler, token, liquid } = filter as unknown as FilterParts
    const given: unknown[] = [value]
    for (const one of filter.args) {
      given.push(Array.isArray(one) ? [one[0], operandOf(one[1], context)] : operandOf(one, context))
    }
    value = toValueSync(handler.apply({ context, token, liquid }, given) as Iterable<unknown>)
  }
  return value
}

function expressionOf({ postfix }: Expression, context: Context): unknown {
  const operands: unknown[] = []
  for (const token of postfix) {
    if (!TypeGuards.isOperatorToken(token)) {
      operands.push(operandOf(token, context))
      continue
    }
    const operator = context.opts.operators[token.operator] as Operator
    const right = operands.pop()
    const given = token.operator === 'not' ? [right, context] : [operands.pop(), right, context]
    operands.push(toValueSync(operator(...given) as Iterable<unknown>))
  }
  return operands[0]
}

type Token = Parameters<typeof evalToken>[0]

function operandOf(token: Token, context: Context): unknown {
  if (token === undefined) return undefined
  if ('content' in token) return token.content
  const path = pathOf(token)
  if (path === null) return toValueSync(evalToken(token, context))
  const [first = ''] = path
  let value: unknown = (context as unknown as { findScope: (key: string) => unknown }).findScope(first)
  for (const name of path) value = context.readProperty(value as object, name)
  return value
}

/** `a.b`, but not `a[b]` or `"text".size`. */
function pathOf(token: NonNullable<Token>): readonly string[] | null {
  if (!TypeGuards.isPropertyAccessToken(token) || token.variable !== undefined) return null
  const path: string[] = []
  for (const prop of token.props) {
    if (!('content' in prop)) return null
    path.push(prop.content as string)
  }
  return path
}
