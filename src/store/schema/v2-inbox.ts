import type { Tokens } from '../core/engine.ts'

/**
 * What the inbox needs to show threads, edits and marks: `parent` is the message in whose thread one stands,
 * `edited_at` when it was last edited, `reactions` whose marks it has, `changed` counts up with everything that comes
 * or changes, so that an open page sees by one number whether there is anything to fetch.
 */
export function inboxColumns(_tokens: Tokens): readonly string[] {
  return [
    `ALTER TABLE inbox ADD COLUMN parent BIGINT`,
    `ALTER TABLE inbox ADD COLUMN edited_at BIGINT`,
    `ALTER TABLE inbox ADD COLUMN reactions BIGINT NOT NULL DEFAULT 0`,
    `ALTER TABLE inbox ADD COLUMN changed BIGINT NOT NULL DEFAULT 0`,
    `CREATE INDEX inbox_changed ON inbox (changed)`,
  ]
}
