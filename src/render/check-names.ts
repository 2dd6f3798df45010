import { toValueSync, TypeGuards, Value, type Template as Parsed } from 'liquidjs'
import type { Problem } from '../problem.ts'
import { didYouMean } from '../rules/suggest.ts'
import { FILTER_NAMES, type Expression, type Leaf } from './engine.ts'
import { memberProblem, variableProblem, type NameProblem, type Variables } from './variables.ts'

/** A mistake in a text, with its place in it. */
export interface TextMistake {
  readonly code: Problem['code']
  readonly message: string
  readonly help?: string
  /** Offsets in the text, UTF-16 units. */
  readonly start: number
  readonly end: number
}

/** The part of Liquid's tokens that a check looks at; its types keep some of it private. */
interface Token {
  readonly begin: number
  readonly end: number
  readonly content?: unknown
  readonly operator?: string
  readonly variable?: Token
  readonly props?: readonly Token[]
  readonly lhs?: Token
  readonly rhs?: Token
}
interface Filter {
  readonly name: string
  readonly token: Token
  readonly args: readonly (Token | readonly [string, Token | undefined])[]
}
interface Filtered {
  readonly initial: { readonly postfix: readonly Token[] }
  readonly filters: readonly (Filter | (Token & Omit<Filter, 'token'>))[]
}

/** Adds every unknown filter, variable and member of a compiled text or expression to `found`. */
export function checkNames(
  compiled: Leaf | Expression,
  { local, variables }: { readonly local: readonly string[]; readonly variables: Variables },
  found: TextMistake[],
): void {
  if (typeof compiled === 'string') return
  const check = newCheck(variables, found)
  if (compiled instanceof Value) check.argument(compiled, new Set(local))
  else check.templates(compiled, new Set([...local, ...madeIn(compiled)]))
}

/** Names that assign and capture make: known in the whole text, since a loop may read what its last turn made. */
function madeIn(templates: readonly Parsed[]): readonly string[] {
  return templates.flatMap((template) => [
    ...[...(template.localScope?.() ?? [])].map(({ content }) => content),
    ...madeIn(childrenOf(template)),
  ])
}

function childrenOf(template: Parsed): readonly Parsed[] {
  return toValueSync(template.children?.(false, true)) ?? []
}

function newCheck(variables: Variables, found: TextMistake[]) {
  const say = (problem: NameProblem | null, { begin, end }: Token): void => {
    if (problem !== null) found.push({ ...problem, start: begin, end })
  }

  function templates(all: readonly Parsed[], names: ReadonlySet<string>): void {
    for (const template of all) {
      for (const one of template.arguments?.() ?? []) argument(one, names)
      const inner = template.blockScope?.()
      templates(childrenOf(template), inner === undefined ? names : new Set([...names, ...inner]))
    }
  }

  function argument(value: unknown, names: ReadonlySet<string>): void {
    if (value instanceof Value || TypeGuards.isFilteredValueToken(value)) {
      filtered(value as unknown as Filtered, names)
    } else if (TypeGuards.isPropertyAccessToken(value)) access(value as unknown as Token, names)
    else if (TypeGuards.isRangeToken(value)) {
      argument(value.lhs, names)
      argument(value.rhs, names)
    }
  }

  function filtered({ initial, filters }: Filtered, names: ReadonlySet<string>): void {
    sideBySide(initial.postfix)
    for (const token of initial.postfix) argument(token, names)
    for (const filter of filters) {
      // The last one of an output is our own, which writes it.
      if (!/^[\w-]+$/.test(filter.name)) continue
      if (!FILTER_NAMES.includes(filter.name)) unknownFilter(filter)
      for (const one of filter.args) argument(Array.isArray(one) ? one[1] : one, names)
    }
  }

  /** Liquid takes `a b` and shows one of them. */
  function sideBySide(postfix: readonly Token[]): void {
    const values = postfix.filter((token) => !TypeGuards.isOperatorToken(token))
    const joins = postfix.filter((token) => token.operator !== undefined && token.operator !== 'not')
    const second = values[joins.length + 1]
    if (second === undefined) return
    const message = 'two values stand side by side'
    const help = 'compare them (==, !=, <, >, contains) or join conditions with and, or'
    found.push({ code: 'template-text', message, help, start: second.begin, end: second.end })
  }

  function unknownFilter(filter: Filtered['filters'][number]): void {
    const { begin } = 'token' in filter ? filter.token : filter
    found.push({
      code: 'unknown-filter',
      message: `there is no filter "${filter.name}"`,
      help: didYouMean(filter.name, FILTER_NAMES, 'the filters are those of Liquid and our own'),
      start: begin,
      end: begin + filter.name.length,
    })
  }

  function access({ variable, props = [] }: Token, names: ReadonlySet<string>): void {
    if (variable !== undefined) argument(variable, names)
    const [root, ...members] = variable === undefined ? props : [undefined, ...props]
    for (const prop of props) argument(prop, names)
    const name = root === undefined ? null : nameOf(root)
    if (root === undefined || name === null) return
    say(variableProblem(name, names, variables), root)
    const [first] = members
    const member = first === undefined ? null : nameOf(first)
    if (first === undefined || member === null || names.has(name)) return
    say(memberProblem(name, member, variables), first)
  }

  return { templates, argument }
}

/** The name that a part of a path spells out, null where another variable gives it. */
function nameOf(token: Token): string | null {
  const spelled = TypeGuards.isWordToken(token) || TypeGuards.isQuotedToken(token)
  return spelled && typeof token.content === 'string' ? token.content : null
}
