import type { Tokens } from '../core/engine.ts'

/** `story.marked`: 1 while the first message has the mark of a job that ended well. */
export function schemaV4(_tokens: Tokens): readonly string[] {
  return [`ALTER TABLE story ADD COLUMN marked BIGINT NOT NULL DEFAULT 0`]
}
