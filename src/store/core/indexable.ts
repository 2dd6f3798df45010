import { createHash } from 'node:crypto'

/** PostgreSQL indexes no text of over 2.7 kB; Kylin's ids are UUIDs. */
const INDEXED_LIMIT = 800

/** A text that can be indexed: of one that is too long the beginning, and what tells it from others. */
export function indexable(text: string): string {
  if (text.length <= INDEXED_LIMIT) return text
  const hash = createHash('sha256').update(text).digest('hex')
  return `${text.slice(0, INDEXED_LIMIT - hash.length)}${hash}`
}
