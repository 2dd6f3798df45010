import type { EventQuery, StoredEvent } from '../../src/store/stored.ts'
import type { Store } from '../../src/store/store.ts'

/** Every event that fits, page by page. */
export async function allEvents(store: Store, query: EventQuery = {}): Promise<StoredEvent[]> {
  const all: StoredEvent[] = []
  let page = await store.events(query)
  all.push(...page.events)
  while (page.next !== null) {
    page = await store.events({ ...query, before: page.next })
    all.push(...page.events)
  }
  return all
}
