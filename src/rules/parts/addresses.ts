import type { Finding } from '../finding.ts'
import { quoted } from '../finding.ts'
import type { Account, PlatformName } from '../rules.ts'
import { didYouMean } from '../suggest.ts'
import { isWebhook, webhookHelp, WEBHOOKS } from './webhook-channels.ts'

/** What stands in `to:`, taken apart. */
export interface Address {
  /** Null for the inbox. */
  readonly account: Account | null
  readonly platform: PlatformName
  /** As written behind the colon; not checked where it holds a field in braces. */
  readonly place: string
}

/** Reads a place such as `slack:#name`, `eu:C012…` or `inbox`; null where its account's own entry is wrong. */
export function parseAddress(
  written: string,
  accounts: ReadonlyMap<string, Account | null>,
): Address | Finding | null {
  if (written === 'inbox' || written === 'inbox:') return { account: null, platform: 'inbox', place: '' }
  const colon = written.indexOf(':')
  if (colon === -1) return withoutPlatform(written)
  const scheme = written.slice(0, colon)
  const account = accounts.get(scheme)
  if (account === null) return null
  if (account === undefined) return unknownScheme(scheme, accounts)
  const place = written.slice(colon + 1)
  if (place.includes('{')) return { account, platform: account.platform, place }
  const found = account.platform === 'slack' ? slackPlace(place, scheme) : discordPlace(place)
  return typeof found === 'string' ? { account, platform: account.platform, place: found } : found
}

function unknownScheme(scheme: string, accounts: ReadonlyMap<string, unknown>): Finding {
  if (scheme === 'inbox')
    return { code: 'bad-place', message: 'the inbox has no places in it', help: 'write inbox' }
  if (isWebhook(scheme))
    return {
      code: 'bad-place',
      message: `a ${scheme} has no place behind a colon`,
      help: webhookHelp(scheme),
    }
  const message = `${quoted(scheme)} is neither a platform nor an account`
  const known = [...accounts.keys(), 'inbox', ...Object.keys(WEBHOOKS)]
  const help = didYouMean(scheme, known, 'write slack:#name, discord:<channel id> or inbox')
  return { code: 'unknown-platform', message, help }
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

function slackPlace(place: string, scheme: string): string | Finding {
  if (SLACK_ID.test(place)) return place
  if (SLACK_NAME.test(place)) return place.toLowerCase()
  const message = place === '' ? 'the Slack channel is missing' : `${quoted(place)} is not a Slack channel`
  const help = SLACK_NAME.test(`#${place}`)
    ? `write ${scheme}:#${place.toLowerCase()} or the channel's id, C…`
    : `write ${scheme}:#name (letters, digits, - and _) or the id that stands at the end of the channel's details`
  return { code: 'bad-place', message, help }
}

function discordPlace(place: string): string | Finding {
  if (/^\d{17,19}$/.test(place)) return place
  const message =
    place === '' ? 'the Discord channel is missing' : `${quoted(place)} is not a Discord channel id`
  const help =
    'write the 17 to 19 digits that "Copy Channel ID" gives in Discord (Developer Mode switched on)'
  return { code: 'bad-place', message, help }
}
