import type { Tokens } from '../core/engine.ts'

/**
 * The first schema. Times are ms, booleans 0 and 1, JSON is text; `unknown` is 1 while an
 * attempt has no outcome, and 2 once an earlier one stays unknown, since `unknown_since`; `misses` counts the
 * look-ups since that did not find it; `tried_at` is when it was last sent; `place_id` is the platform's id of a place. Indexes on deliveries are partial, so that what
 * is finished costs the claim nothing.
 */
export function schemaV1(tokens: Tokens): readonly string[] {
  return [
    `CREATE TABLE event (
      id TEXT PRIMARY KEY, cluster TEXT NOT NULL, received_at BIGINT NOT NULL,
      job_id TEXT NOT NULL, project TEXT NOT NULL, job_state TEXT NOT NULL, job_type TEXT NOT NULL,
      end_time TEXT NOT NULL, told_before TEXT, repeats BIGINT NOT NULL DEFAULT 0,
      trace TEXT NOT NULL, body TEXT NOT NULL)`,
    `CREATE INDEX event_received ON event (received_at)`,
    `CREATE INDEX event_job ON event (job_id, received_at)`,
    `CREATE TABLE seen (
      cluster TEXT NOT NULL, hash TEXT NOT NULL, event_id TEXT NOT NULL, at BIGINT NOT NULL,
      PRIMARY KEY (hash, cluster)) ${tokens.inKey}`,
    `CREATE TABLE channel (
      id TEXT PRIMARY KEY, account TEXT NOT NULL, platform TEXT NOT NULL, place TEXT NOT NULL,
      gap_ms BIGINT NOT NULL, next_at BIGINT NOT NULL, lease_until BIGINT NOT NULL DEFAULT 0,
      owner TEXT, fence BIGINT NOT NULL DEFAULT 0, place_id TEXT) ${tokens.busyTable}`,
    `CREATE INDEX channel_ready ON channel (next_at)`,
    `CREATE TABLE bucket (id TEXT PRIMARY KEY, next_at BIGINT NOT NULL) ${tokens.busyTable}`,
    `CREATE TABLE delivery (
      id ${tokens.key}, event_id TEXT NOT NULL, lane TEXT NOT NULL, channel TEXT NOT NULL, route TEXT NOT NULL,
      state TEXT NOT NULL DEFAULT 'waiting', due_at BIGINT NOT NULL DEFAULT 0,
      strikes BIGINT NOT NULL DEFAULT 0, tries BIGINT NOT NULL DEFAULT 0, first_tried_at BIGINT, tried_at BIGINT,
      unknown BIGINT NOT NULL DEFAULT 0, unknown_since BIGINT, misses BIGINT NOT NULL DEFAULT 0,
      plain BIGINT NOT NULL DEFAULT 0,
      receipt TEXT, reason TEXT, help TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', done_at BIGINT) ${tokens.busyTable}`,
    `CREATE INDEX delivery_head ON delivery (lane, unknown DESC, id) WHERE state = 'waiting'`,
    `CREATE INDEX delivery_event ON delivery (event_id)`,
    `CREATE INDEX delivery_dead ON delivery (id) WHERE state = 'dead'`,
    `CREATE TABLE attempt (
      delivery_id BIGINT NOT NULL, nth BIGINT NOT NULL, lane TEXT NOT NULL, fence BIGINT NOT NULL,
      at BIGINT NOT NULL, ms BIGINT, outcome TEXT, reason TEXT, detail TEXT NOT NULL DEFAULT '',
      PRIMARY KEY (delivery_id, nth))`,
    `CREATE TABLE quarantine (
      id ${tokens.key}, at BIGINT NOT NULL, cluster TEXT NOT NULL, received_at BIGINT NOT NULL,
      problems TEXT NOT NULL, body TEXT NOT NULL, bytes BIGINT NOT NULL)`,
    `CREATE INDEX quarantine_at ON quarantine (at)`,
    `CREATE TABLE rules (hash TEXT PRIMARY KEY, source TEXT NOT NULL, at BIGINT NOT NULL)`,
    `CREATE TABLE trouble (key TEXT PRIMARY KEY, since BIGINT NOT NULL)`,
    `CREATE TABLE team_file (team TEXT PRIMARY KEY, text TEXT, told TEXT)`,
    `CREATE TABLE inbox (
      id ${tokens.key}, at BIGINT NOT NULL, channel TEXT NOT NULL, drawn_as TEXT NOT NULL,
      place TEXT NOT NULL, delivery TEXT NOT NULL, payload TEXT NOT NULL)`,
  ]
}
