import { z } from 'zod'

/** One entry of `tests:`. */
export const TestShape = z
  .record(z.string(), z.unknown(), { error: 'a mapping such as { event: { project: sales }, expect: ops }' })
  .describe('An event, and where it goes.')
export type TestText = z.infer<typeof TestShape>
