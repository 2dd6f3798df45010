import { Hono } from 'hono'
import type { Clock } from '../clock.ts'
import { permalinkOf } from '../platforms/permalink.ts'
import type { LedgerEntry } from '../store/ledger-entry.ts'
import { type Store, StoreUnavailable } from '../store/store.ts'
import { json } from './json-answer.ts'
import { ledgerCursorText, ledgerQueryOf } from './ledger-query.ts'

/** An entry of the audit ledger as `sent --json` has it. */
export type SentJson = ReturnType<typeof sentJson>

/** A page of them, newest first. */
export interface SentAnswer {
  readonly sent: readonly SentJson[]
  readonly next: string | null
}

/** `GET /api/sent` → `{ sent, next }`. Not guarded: whoever mounts it puts the console's credentials in front. */
export function ledgerRoutes({
  store,
  clock,
}: {
  readonly store: Pick<Store, 'ledger'>
  readonly clock: Pick<Clock, 'now'>
}): Hono {
  const routes = new Hono()
  routes.get('/api/sent', async (c) => {
    const asked = ledgerQueryOf(new URL(c.req.url).searchParams, clock.now())
    if ('error' in asked) return json(asked, 400)
    const { entries, next } = await store.ledger(asked.query)
    return json({ sent: entries.map(sentJson), next: next === null ? null : ledgerCursorText(next) })
  })
  routes.onError((error) => {
    if (error instanceof StoreUnavailable) return json({ error: 'the store cannot be read now' }, 503)
    throw error
  })
  return routes
}

function sentJson(entry: LedgerEntry) {
  return { ...entry, permalink: permalinkOf(entry.platform, entry.receipt) }
}
