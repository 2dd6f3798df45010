import type { Tokens } from '../core/engine.ts'
import { inboxColumns } from './v2-inbox.ts'
import { ledgerTable } from './v2-ledger.ts'

/**
 * Stories, digests and silences. A delivery's `kind` says what it changes (see DeliveryKind), `story` which story it
 * tells, `digest` which digest it is folded into or belongs to. `story.root` and `digest.root` are the deliveries whose
 * messages they stand in. `channel.flow` counts what came lately against limits, as JSON. Only columns with a default
 * and new tables: a program of the schema before still writes into it.
 */
export function schemaV2(tokens: Tokens): readonly string[] {
  return [
    ...inboxColumns(tokens),
    ...ledgerTable(tokens),
    `ALTER TABLE event ADD COLUMN cause TEXT NOT NULL DEFAULT ''`,
    `ALTER TABLE delivery ADD COLUMN kind TEXT NOT NULL DEFAULT 'message'`,
    `ALTER TABLE delivery ADD COLUMN story BIGINT`,
    `ALTER TABLE delivery ADD COLUMN digest BIGINT`,
    `CREATE INDEX delivery_digest ON delivery (digest, kind, state) WHERE digest IS NOT NULL`,
    `ALTER TABLE channel ADD COLUMN flow TEXT`,
    `CREATE TABLE story (
      id ${tokens.key}, lane TEXT NOT NULL, subject TEXT NOT NULL, channel TEXT NOT NULL, root BIGINT,
      failed BIGINT NOT NULL, ended BIGINT NOT NULL DEFAULT 0, since BIGINT NOT NULL,
      state TEXT NOT NULL, state_at BIGINT NOT NULL, shown TEXT NOT NULL)`,
    `CREATE INDEX story_subject ON story (subject)`,
    `CREATE INDEX story_root ON story (root)`,
    `CREATE TABLE digest (
      id BIGINT PRIMARY KEY, lane TEXT NOT NULL, what TEXT NOT NULL, at BIGINT NOT NULL, root BIGINT NOT NULL,
      tally TEXT NOT NULL, joined BIGINT NOT NULL, shown BIGINT NOT NULL DEFAULT 0,
      edits BIGINT NOT NULL, mentions TEXT NOT NULL, called TEXT NOT NULL DEFAULT '[]',
      started BIGINT NOT NULL DEFAULT 0, opened_at BIGINT NOT NULL, over_at BIGINT NOT NULL, ended_at BIGINT)`,
    `CREATE INDEX digest_open ON digest (lane) WHERE ended_at IS NULL`,
    `CREATE TABLE silence (
      id ${tokens.key}, conditions TEXT NOT NULL, why TEXT NOT NULL, made_by TEXT NOT NULL,
      since BIGINT NOT NULL, until BIGINT NOT NULL, ended_at BIGINT)`,
  ]
}
