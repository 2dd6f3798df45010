import type { Tokens } from '../core/engine.ts'

/**
 * `channel.waits`: 0 while nothing waits in the lane, so that looking for what is due costs nothing for the lanes that
 * are empty (2 µs each, three times an event). The engine keeps it true by itself, whatever program writes; where it
 * cannot, it stays 1.
 */
export function schemaV3(tokens: Tokens): readonly string[] {
  return [`ALTER TABLE channel ADD COLUMN waits BIGINT NOT NULL DEFAULT 1`, ...tokens.keepWaits]
}
