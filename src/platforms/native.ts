import { MISSING } from '../render/look.ts'
import type { NativeNode, NativePart, NativePlatform } from '../render/native.ts'
import type { Language } from '../rules/rules.ts'
import { type Markup, writeText } from './native-text.ts'

/** A member of a platform's JSON. */
export type NativeJson = string | number | boolean | readonly NativeJson[] | NativeObject
export interface NativeObject {
  readonly [name: string]: NativeJson
}

/** The longest text at each try; where all is too long at the last, it does not fit. */
const LEVELS = [Infinity, 1500, 700, 300, 120, 60]

/** What became of a native part: its objects, or why the card's own form is shown instead. */
export type Native = { readonly parts: readonly NativeObject[] } | { readonly note: string }

/**
 * A native part in its platform's JSON: values escaped for where they stand, texts cut until all of it fits. Null
 * where the template has none.
 * @param fits whether the platform takes so much
 */
export function fitNative(
  platform: NativePlatform,
  part: NativePart | undefined,
  markup: Markup,
  language: Language,
  fits: (parts: readonly NativeObject[]) => boolean,
): Native | null {
  if (part === undefined) return null
  const why = 'failed' in part ? part.failed : 'it is too long'
  if (!('failed' in part)) {
    for (const level of LEVELS) {
      const parts = part.parts.map((node) => objectOf(jsonOf(node, { markup, level, language })))
      if (fits(parts)) return { parts }
    }
  }
  return { note: `the template's ${platform} part was left out: ${why}` }
}

interface Writing {
  readonly markup: Markup
  readonly level: number
  readonly language: Language
}

function jsonOf(node: NativeNode, writing: Writing): NativeJson {
  switch (node.kind) {
    case 'value':
      return node.value
    case 'text': {
      const markup = node.as === 'plain' ? null : writing.markup
      const written = writeText(node.pieces, markup, Math.min(node.most, writing.level), writing.language)
      // Both platforms refuse a text that shows nothing: a link whose address and words are none.
      return written.trim() === '' ? MISSING : written
    }
    case 'list':
      return node.items.map((item) => jsonOf(item, writing))
    case 'map':
      return Object.fromEntries(node.members.map(([name, member]) => [name, jsonOf(member, writing)]))
  }
}

function objectOf(json: NativeJson): NativeObject {
  return typeof json === 'object' && !Array.isArray(json) ? (json as NativeObject) : {}
}
