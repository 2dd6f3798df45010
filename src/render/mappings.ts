import { isMap, isSeq, type Node } from 'yaml'
import { didYouMean } from '../rules/suggest.ts'
import { entriesOf, type Entry, type YamlText } from './yaml-text.ts'

/** The entries of a mapping by key, with unknown and missing keys reported. */
export function keysOf(
  node: Node | null,
  what: string,
  known: readonly string[],
  required: readonly string[],
  yaml: YamlText,
): ReadonlyMap<string, Entry> {
  const found = new Map<string, Entry>()
  if (!isMap(node)) {
    if (yaml.problems.length === 0 || node !== null) {
      yaml.report(node, 'template-shape', `${what} is a mapping`, { help: `its keys: ${known.join(', ')}` })
    }
    return found
  }
  for (const entry of entriesOf(node, yaml)) {
    if (known.includes(entry.key)) found.set(entry.key, entry)
    else {
      const help = didYouMean(entry.key, known, `known keys: ${known.join(', ')}`)
      yaml.report(entry.keyNode, 'unknown-key', `${what} has no key "${entry.key}"`, { help })
    }
  }
  for (const key of required) {
    if (!found.has(key)) yaml.report(node, 'missing-key', `${what} needs "${key}"`)
  }
  return found
}

/** The mappings of a list, by key. */
export function itemsOf(
  entry: Entry | undefined,
  what: string,
  known: readonly string[],
  required: readonly string[],
  yaml: YamlText,
): readonly ReadonlyMap<string, Entry>[] {
  if (entry === undefined) return []
  if (!isSeq(entry.value)) {
    yaml.report(entry.value ?? entry.keyNode, 'template-shape', `"${entry.key}" is a list`)
    return []
  }
  return entry.value.items.map((item) => keysOf(item as Node, what, known, required, yaml))
}
