/** Words of PromQL that stand where a metric could. */
const WORDS = new Set(['by', 'without', 'on', 'ignoring', 'and', 'or', 'unless', 'offset', 'bool'])

/** Names of the metrics that an expression reads. */
export function metricsIn(expr: string): string[] {
  const bare = expr
    .replaceAll(/\{[^}]*\}/g, '')
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(/\b(?:by|without|on|ignoring)\s*\([^)]*\)/g, '')
  const names = [...bare.matchAll(/(?<![\w$])[a-z_:][\w:]*(?!\w|\s*\()/gi)].map(([name]) => name)
  return names.filter((name) => !WORDS.has(name))
}

/** Labels that an expression selects or groups by. */
export function labelsIn(expr: string): string[] {
  const selected = [...expr.matchAll(/[{,]\s*(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, name = '']) => name)
  const grouped = [...expr.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/\s*,\s*/))
  return [...selected, ...grouped]
}
