/** Parts by their names; each stands between `<!-- begin name -->` and `<!-- end name -->`. */
export type Parts = Readonly<Record<string, string>>

const PART = /(<!-- begin ([\w-]+) -->\n)[^]*?(<!-- end \2 -->)/g

/** The text with every marked part written anew. @throws where a part is marked that nothing makes */
export function withParts(text: string, parts: Parts): string {
  return text.replaceAll(PART, (_, begin: string, name: string, end: string) => {
    const part = parts[name]
    if (part === undefined) throw new Error(`nothing makes the part "${name}"`)
    return `${begin}\n${part}\n\n${end}`
  })
}

/** The names of the parts that a text marks. */
export function namesOfParts(text: string): string[] {
  return [...text.matchAll(PART)].map(([, , name]) => name ?? '')
}

/** Without what the formatter decides: the width of columns. */
export function unaligned(text: string): string {
  return text.replaceAll(/-{3,}/g, '---').replaceAll(/ {2,}/g, ' ')
}
