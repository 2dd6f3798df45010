import { didYouMean } from '../rules/suggest.ts'
import { checkNames, type TextMistake } from './check-names.ts'
import { compile, compileExpression, mistakeOf, TAG_NAMES, type Expression, type Leaf } from './engine.ts'
import type { Variables } from './variables.ts'

/** A compiled text or expression, or everything that is wrong with it. */
export type Read<C> = { readonly compiled: C } | { readonly mistakes: readonly TextMistake[] }

/**
 * Compiles a text. Mistakes are bad Liquid, unknown filters, tags, variables and members.
 * @param local names that stand beside the variables: what `$each` gives
 */
export function readText(text: string, local: readonly string[], variables: Variables): Read<Leaf> {
  return read((lenient) => compile(text, lenient), local, variables)
}

/** The same for an expression such as `data_from` or `rows > 0`. */
export function readExpression(
  text: string,
  local: readonly string[],
  variables: Variables,
): Read<Expression> {
  return read((lenient) => compileExpression(text, lenient), local, variables)
}

/** Reads strictly; where that fails, leniently, so that every mistake is found and not only the first. */
function read<C extends Leaf | Expression>(
  make: (lenient: boolean) => C,
  local: readonly string[],
  variables: Variables,
): Read<C> {
  const found: TextMistake[] = []
  let strict: { readonly error: unknown } | null = null
  try {
    let compiled: C
    try {
      compiled = make(false)
    } catch (error) {
      strict = { error }
      compiled = make(true)
    }
    checkNames(compiled, { local, variables }, found)
    if (found.length === 0 && strict === null) return { compiled }
  } catch (error) {
    return { mistakes: [syntaxMistake(error)] }
  }
  if (found.length === 0 && strict !== null) found.push(syntaxMistake(strict.error))
  return { mistakes: found.toSorted((a, b) => a.start - b.start) }
}

function syntaxMistake(error: unknown): TextMistake {
  const { message, start, end } = mistakeOf(error)
  if (message === 'Maximum call stack size exceeded') {
    return { code: 'template-text', message: 'it is nested too deeply', start, end }
  }
  const tag = /^tag "(.*)" not found$/.exec(message)?.[1]
  if (tag === undefined) {
    const help = message.startsWith('expected "|" before filter') ? { help: 'to compare, write ==' } : {}
    return { code: 'template-text', message, ...help, start, end }
  }
  const help = didYouMean(tag, TAG_NAMES, `there are ${TAG_NAMES.join(', ')}`)
  return { code: 'unknown-tag', message: `there is no tag "${tag}"`, help, start, end }
}
