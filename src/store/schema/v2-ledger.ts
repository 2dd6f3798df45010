import type { Tokens } from '../core/engine.ts'

/**
 * The audit ledger: one row for each delivery that arrived, without its text, kept long after its event has gone.
 * `mentions` is a JSON array of names, `kind` as in LedgerEntry. The same on both engines.
 */
export function ledgerTable(_tokens: Tokens): string[] {
  return [
    `CREATE TABLE ledger (
      delivery_id BIGINT PRIMARY KEY, event_id TEXT NOT NULL, at BIGINT NOT NULL, cluster TEXT NOT NULL,
      project TEXT NOT NULL, job_id TEXT NOT NULL, job_type TEXT NOT NULL, job_state TEXT NOT NULL,
      channel TEXT NOT NULL, platform TEXT NOT NULL, place TEXT NOT NULL, receipt TEXT NOT NULL,
      mentions TEXT NOT NULL, rules TEXT NOT NULL, rule TEXT NOT NULL, kind TEXT NOT NULL)`,
    `CREATE INDEX ledger_at ON ledger (at, delivery_id)`,
  ]
}
