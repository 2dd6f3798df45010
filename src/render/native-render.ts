import type { Context } from 'liquidjs'
import type { Language } from '../rules/rules.ts'
import type { Piece } from './budget.ts'
import { cleanCode, cleanLine } from './clean.ts'
import { fill, fillPieces, mistakeOf } from './engine.ts'
import { MISSING, type Scope } from './look.ts'
import type { NativeNode, NativePart } from './native.ts'
import type { NativeList, NativeMap, NativeTemplate } from './native-read.ts'
import { valueOf } from './native-value.ts'
import { repeatsOf } from './repeat.ts'

/** A text of at most so many characters is one line. */
const ONE_LINE = 256

/** What rendering a native part stands on. */
interface Filling {
  readonly budget: Context
  readonly language: Language
}

/** Renders a native part; where it fails, why. Never throws: the card's own form is there all the same. */
export function renderNative(template: NativeMap, list: string, scope: Scope, filling: Filling): NativePart {
  try {
    const made = mapOf(template, scope, filling)
    const parts = made?.kind === 'map' ? made.members.find(([name]) => name === list)?.[1] : undefined
    return parts?.kind === 'list' ? { parts: parts.items } : { failed: 'it came out empty' }
  } catch (error) {
    return { failed: mistakeOf(error).message }
  }
}

function nodeOf(template: NativeTemplate, scope: Scope, filling: Filling): NativeNode | null {
  switch (template.kind) {
    case 'value':
      return { kind: 'value', value: template.value }
    case 'text':
      return textNode(template, scope, filling)
    case 'made': {
      const leaf = template.text[filling.language]
      const value = valueOf(cleanLine(fill(leaf, scope, filling.budget)), template.value)
      return value === null ? null : { kind: 'value', value }
    }
    case 'list':
      return listOf(template, scope, filling)
    case 'map':
      return mapOf(template, scope, filling)
  }
}

function textNode(
  { text, as, most }: Extract<NativeTemplate, { kind: 'text' }>,
  scope: Scope,
  { budget, language }: Filling,
): NativeNode {
  const clean = most <= ONE_LINE ? cleanLine : cleanCode
  const pieces = fillPieces(text[language], scope, budget)
    .map(({ text: piece, data }) => ({ text: data ? clean(piece) : piece, data }))
    .filter(({ text: piece }) => piece !== '')
  const shown = pieces.some(({ text: piece }) => cleanLine(piece) !== '')
  return { kind: 'text', as, most, pieces: shown ? pieces : NOTHING }
}

const NOTHING: readonly Piece[] = [{ text: MISSING, data: true }]

function listOf({ name, items, most }: NativeList, scope: Scope, filling: Filling): NativeNode | null {
  const made: NativeNode[] = []
  for (const { guard, node } of items) {
    const { scopes, more } = repeatsOf(guard, scope, filling.budget)
    for (const inner of scopes) {
      const one = nodeOf(node, inner, filling)
      if (one !== null) made.push(one)
    }
    if (made.length + more > most) throw new Error(`"${name}" came out with more than ${most} items`)
  }
  return made.length === 0 ? null : { kind: 'list', items: made }
}

function mapOf(template: NativeMap, scope: Scope, filling: Filling): NativeNode | null {
  const members: (readonly [string, NativeNode])[] = []
  for (const [name, { guard, node }] of template.members) {
    const [inner] = repeatsOf(guard, scope, filling.budget).scopes
    const made = inner === undefined ? null : nodeOf(node, inner, filling)
    if (made !== null) members.push([name, made])
  }
  const has = (name: string): boolean => members.some(([other]) => other === name)
  if (!template.required.every(has)) return null
  if (template.oneOf.length > 0 && !template.oneOf.some(has)) return null
  return { kind: 'map', members }
}
