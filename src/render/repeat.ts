import type { Context } from 'liquidjs'
import { evaluate, present } from './engine.ts'
import type { Scope } from './look.ts'
import type { Guard } from './leaves.ts'

/** Items that one `$each` shows; above what either platform takes of fields or blocks. */
const MOST_ITEMS = 50

/** The variables of each time that a guarded part stands there, and how many more `$each` left out. */
export interface Repeats {
  readonly scopes: readonly Scope[]
  readonly more: number
}

/**
 * Works out a guard: `$each` first (an object gives `item.key` and `item.value`, a single value itself, nothing no
 * item), then `$if` for each. @throws as engine.fill
 */
export function repeatsOf({ when, each }: Guard, scope: Scope, budget: Context): Repeats {
  const wanted = (inner: Scope): boolean => when === null || present(when, inner, budget)
  if (each === null) return { scopes: wanted(scope) ? [scope] : [], more: 0 }
  const items = itemsOf(evaluate(each.of, scope, budget))
  const scopes = items
    .slice(0, MOST_ITEMS)
    .map((item) => Object.assign(Object.create(null), scope, { [each.item]: item }) as Scope)
    .filter(wanted)
  return { scopes, more: Math.max(0, items.length - MOST_ITEMS) }
}

function itemsOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null || value === '') return []
  if (Array.isArray(value)) return value
  if (typeof value !== 'object') return [value]
  return Object.entries(value).map(([key, inner]) => ({ key, value: inner as unknown }))
}
