import { parsePace } from './durations.ts'
import type { Finding, Path, Report } from './finding.ts'
import { quoted } from './finding.ts'
import { PLATFORM_NAMES } from './rules.ts'
import type { Channel, PlatformName } from './rules.ts'
import type { ChannelText } from './places-schema.ts'
import { didYouMean } from './suggest.ts'
import { zoneFinding } from './zones.ts'

/** Least ms between two messages: Slack allows about one a second in a channel; Discord says so in its headers. */
const DEFAULT_PACE_MS: Readonly<Record<PlatformName, number>> = { slack: 1_000, discord: 0, inbox: 0 }

/** Names that mean something else where a channel's name is expected. */
const RESERVED = new Set(['drop', 'nothing'])

/** The channel that is there without an entry. */
export const INBOX: Channel = {
  name: 'inbox',
  account: 'inbox',
  platform: 'inbox',
  place: '',
  lane: 'inbox:',
  computed: null,
  files: false,
  language: null,
  template: null,
  timezone: null,
  paceMs: 0,
}

/** Makes a channel of its entry; null, and a report, when it has no usable place. */
export function parseChannel(name: string, text: ChannelText, path: Path, report: Report): Channel | null {
  const long = typeof text === 'object' ? text : { to: text }
  const to = typeof text === 'object' ? [...path, 'to'] : path
  const at = addressOf(String(long.to))
  const wrongName = nameFinding(name, at)
  if (wrongName !== undefined) report(path, wrongName, 'key')
  if (long.timezone !== undefined) {
    const wrong = zoneFinding(long.timezone)
    if (wrong !== undefined) report([...path, 'timezone'], wrong)
  }
  const paceMs = long.pace === undefined ? undefined : parsePace(long.pace)
  if (paceMs === null) {
    const message = `${quoted(long.pace ?? '')} is not a pace`
    report([...path, 'pace'], { code: 'bad-pace', message, help: 'write 1 per 1s, 30 per 1m, or none' })
  }
  if ('code' in at) {
    report(to, at)
    return null
  }
  return {
    name,
    account: at.platform,
    ...at,
    lane: `${at.platform}:${at.place}`,
    computed: null,
    files: true,
    language: long.language ?? null,
    template: long.template ?? null,
    timezone: long.timezone ?? null,
    paceMs: paceMs ?? DEFAULT_PACE_MS[at.platform],
  }
}

interface Address {
  readonly platform: PlatformName
  readonly place: string
}

function nameFinding(name: string, at: Address | Finding): Finding | undefined {
  if (RESERVED.has(name)) {
    return {
      code: 'reserved-name',
      message: `no channel can be called ${quoted(name)}`,
      help: 'choose another name',
    }
  }
  if (name !== 'inbox' || 'code' in at || at.platform === 'inbox') return undefined
  const message = '"inbox" is always the local inbox and cannot be another place'
  return { code: 'reserved-name', message, help: 'choose another name' }
}

function addressOf(written: string): Address | Finding {
  if (written === 'inbox') return { platform: 'inbox', place: '' }
  const colon = written.indexOf(':')
  if (colon === -1) return withoutPlatform(written)
  const scheme = written.slice(0, colon)
  const place = written.slice(colon + 1)
  switch (scheme) {
    case 'slack':
      return slackPlace(place)
    case 'discord':
      return discordPlace(place)
    case 'inbox':
      return place === ''
        ? { platform: 'inbox', place }
        : { code: 'bad-place', message: 'the inbox has no places in it', help: 'write inbox' }
    default: {
      const message = `${quoted(scheme)} is not a platform`
      const help = didYouMean(scheme, PLATFORM_NAMES, 'write slack:#name, discord:<channel id> or inbox')
      return { code: 'unknown-platform', message, help }
    }
  }
}

function withoutPlatform(written: string): Finding {
  const message = `${quoted(written)} names no platform`
  const platform = /^\d+$/.test(written) ? 'discord' : 'slack'
  const place =
    platform === 'slack' && /^[\w-]+$/.test(written) && !SLACK_ID.test(written) ? `#${written}` : written
  const help = /^[#\w-]{1,80}$/.test(written)
    ? `write ${platform}:${place}`
    : 'write slack:#name or discord:<channel id>'
  return { code: 'bad-place', message, help }
}

const SLACK_ID = /^[CG][A-Z0-9]{7,20}$/
const SLACK_NAME = /^#[\p{L}\p{N}\p{M}_-]{1,80}$/u

function slackPlace(place: string): Address | Finding {
  if (SLACK_ID.test(place)) return { platform: 'slack', place }
  if (SLACK_NAME.test(place)) return { platform: 'slack', place: place.toLowerCase() }
  const message = place === '' ? 'the Slack channel is missing' : `${quoted(place)} is not a Slack channel`
  const help = SLACK_NAME.test(`#${place}`)
    ? `write slack:#${place.toLowerCase()} or the channel's id, C…`
    : "write slack:#name (letters, digits, - and _) or the id that stands at the end of the channel's details"
  return { code: 'bad-place', message, help }
}

function discordPlace(place: string): Address | Finding {
  if (/^\d{17,19}$/.test(place)) return { platform: 'discord', place }
  const message =
    place === '' ? 'the Discord channel is missing' : `${quoted(place)} is not a Discord channel id`
  const help =
    'write the 17 to 19 digits that "Copy Channel ID" gives in Discord (Developer Mode switched on)'
  return { code: 'bad-place', message, help }
}
