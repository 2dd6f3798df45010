import { MESSAGES } from '../platforms/messages.ts'
import { digestCard } from '../render/digest-card.ts'
import type { Language, PlatformName } from '../rules/rules.ts'
import type { SoundConfiguration } from './files.ts'
import { DELIVERY, type Made } from './preview.ts'
import { sampleDigests, type SampleDigestName } from './sample-digests.ts'

/** How a digest shall look, where not as usual. */
export interface DigestFlags {
  readonly template?: string
  readonly channel?: string
  readonly to?: PlatformName
  readonly language?: Language
}

/** A digest of sample numbers as a message. It has no route: it looks as its channel does. */
export function digestMessage(
  name: SampleDigestName,
  flags: DigestFlags,
  { rules, templates }: SoundConfiguration,
  now: number,
): Made {
  const channel = flags.channel === undefined ? undefined : rules.channels.get(flags.channel)
  const language = flags.language ?? channel?.language ?? rules.language
  const timezone = channel?.timezone ?? rules.timezone
  const { template } = flags
  const { card, ...rest } = digestCard({
    ...sampleDigests(now)[name],
    language,
    timezone,
    delivery: DELIVERY,
    now,
    templates,
    ...(template === undefined ? {} : { template }),
  })
  const platform = flags.to ?? channel?.platform ?? 'slack'
  const look = { language, mentions: [], delivery: DELIVERY, maybeRepeat: false }
  const message = MESSAGES[platform].toMessage(card, look)
  return { message, platform, title: name, language, timezone, mentions: rules.mentions, ...rest }
}
