/**
 * The parameters of a query by their names, each once; one without a value is left out. Or what is wrong with them, in one
 * sentence.
 */
export function parametersOf(
  parameters: URLSearchParams,
  names: readonly string[],
): ReadonlyMap<string, string> | { readonly error: string } {
  const given = new Map<string, string>()
  for (const [name, value] of parameters) {
    if (!names.includes(name)) return { error: `there is no parameter "${name}"; known: ${names.join(', ')}` }
    if (given.has(name)) return { error: `${name} is given twice` }
    if (value !== '') given.set(name, value)
  }
  return given
}
