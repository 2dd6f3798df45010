/** A value without the quotes around it, as YAML would read it. */
export function unquoted(text: string): string {
  const single = /^'((?:[^']|'')*)'$/.exec(text)?.[1]
  if (single !== undefined) return single.replaceAll("''", "'")
  return /^"([^"\\]*)"$/.exec(text)?.[1] ?? text
}

/** One item of a list: in quotes, a regex, or anything up to a comma. */
const ITEM = /\s*('(?:[^']|'')*'|"[^"\\]*"|\/(?:[^/\\]|\\.)*\/|[^,'"/[\]][^,[\]]*)\s*(?:,|$)/y

/** The items of `[a, 'b, c', /d,e/]`; null where it is no such list. */
export function splitList(text: string): string[] | null {
  const inner = /^\[(.*)\]$/s.exec(text)?.[1]
  if (inner === undefined) return null
  const items: string[] = []
  ITEM.lastIndex = 0
  while (ITEM.lastIndex < inner.trimEnd().length) {
    const found = ITEM.exec(inner)
    if (found === null) return null
    items.push(unquoted((found[1] ?? '').trim()))
  }
  return items
}
