/**
 * Makes something when it is first asked for, and keeps it: what a start does not need yet, above all Intl, whose first
 * objects cost 40 ms and 8 MB.
 */
export function once<T>(make: () => T): () => T {
  let kept: { readonly made: T } | null = null
  return () => (kept ??= { made: make() }).made
}
