import type { Torture } from './row.ts'
import { manyStorms } from './stories/many-storms.ts'
import { DISCORD, DISCORD_HOOK, SLACK, SLACK_HOOK } from './stories/platforms.ts'
import { storm } from './stories/storm.ts'
import { story } from './stories/story.ts'

/**
 * One job is one thread, and a flood is one message: the figures of a full story and of a storm of 500 failures. The long
 * form waits for the calm after a storm; elsewhere the bridge's own rows are moved back by its five minutes.
 */
export const run: Torture = async ({ long }) => {
  if (!long) return [await storm(SLACK, { long, killed: true }), await storm(DISCORD, { long })]
  return [
    await story(SLACK),
    await story(DISCORD),
    ...(await Promise.all([storm(SLACK, { long }), storm(DISCORD, { long })])),
    await storm(SLACK, { long: false, killed: true }),
    await storm(DISCORD, { long: false, killed: true }),
    await storm(SLACK_HOOK, { long: false }),
    await storm(DISCORD_HOOK, { long: false }),
    await manyStorms(),
  ]
}
