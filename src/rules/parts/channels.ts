import { parseAddress } from './addresses.ts'
import type { Address } from './addresses.ts'
import { isComputed, parseComputed, refuseComputedKeys } from './computed-place.ts'
import { parsePace } from '../time/durations.ts'
import type { Path, Report } from '../finding.ts'
import { quoted } from '../finding.ts'
import { compileLimit, DEFAULT_LIMIT } from './limits.ts'
import type { Source } from '../match/matcher.ts'
import { nameFinding } from './named.ts'
import type { ChannelText, LongChannelText } from '../file/places-schema.ts'
import type { Account, Channel, ComputedPlace, PlatformName } from '../rules.ts'
import { isWebhook, refuseUrl, webhookAccount, webhookHelp } from './webhook-channels.ts'
import { zoneFinding } from '../time/zones.ts'

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
  limit: DEFAULT_LIMIT,
}

/** A channel and whose token posts there. */
export interface ParsedChannel {
  /** `computed.otherwise` is as written: which channel it is, is known once all are read. */
  readonly channel: Channel
  /** Null for the inbox. */
  readonly account: Account | null
}

/** Makes a channel of its entry; null, and a report, when it has no usable place. */
export function parseChannel(
  name: string,
  text: ChannelText,
  path: Path,
  accounts: ReadonlyMap<string, Account | null>,
  source: Source,
): ParsedChannel | null {
  const { report } = source
  const long: LongChannelText = typeof text === 'object' ? text : { to: text }
  checkName(name, String(long.to), path, report)
  const paceMs = paceOf(long, path, report)
  if (long.timezone !== undefined) {
    const wrong = zoneFinding(long.timezone)
    if (wrong !== undefined) report([...path, 'timezone'], wrong)
  }
  const rate = compileLimit(long.limit, [...path, 'limit'], report)
  const at = addressOf(long, typeof text === 'object', path, accounts, source)
  if (at === null) return null
  return {
    account: at.account,
    channel: {
      name,
      account: at.account?.name ?? 'inbox',
      platform: at.platform,
      place: at.place,
      lane: at.computed === null ? `${at.account?.name ?? 'inbox'}:${at.place}` : '',
      computed: at.computed,
      files: at.platform !== 'inbox' && long.files !== 'none',
      language: long.language ?? null,
      template: long.template ?? null,
      timezone: long.timezone ?? null,
      paceMs: paceMs ?? DEFAULT_PACE_MS[at.platform],
      limit: rate === undefined ? DEFAULT_LIMIT : rate && { key: '', ...rate },
    },
  }
}

function checkName(name: string, to: string, path: Path, report: Report): void {
  const reserved = RESERVED.has(name) || (name === INBOX.name && !/^inbox:?$/.test(to))
  const message =
    name === INBOX.name
      ? '"inbox" is always the local inbox and cannot be another place'
      : `no channel can be called ${quoted(name)}`
  const finding = reserved
    ? { code: 'reserved-name', message, help: 'choose another name' }
    : nameFinding('channel', name)
  if (finding !== undefined) report(path, finding, 'key')
}

function paceOf(long: LongChannelText, path: Path, report: Report): number | undefined {
  const paceMs = long.pace === undefined ? undefined : parsePace(long.pace)
  if (paceMs !== null) return paceMs
  const message = `${quoted(long.pace ?? '')} is not a pace`
  report([...path, 'pace'], { code: 'bad-pace', message, help: 'write 1 per 1s, 30 per 1m, or none' })
  return undefined
}

interface Whereabouts extends Address {
  readonly computed: ComputedPlace | null
}

function addressOf(
  long: LongChannelText,
  isLong: boolean,
  path: Path,
  accounts: ReadonlyMap<string, Account | null>,
  source: Source,
): Whereabouts | null {
  const { report } = source
  const written = String(long.to)
  const to = isLong ? [...path, 'to'] : path
  if (isWebhook(written) && isLong) {
    refuseComputedKeys(long, path, report)
    const account = webhookAccount(written, long.url, path, source)
    return account === null ? null : { account, platform: account.platform, place: '', computed: null }
  }
  const at = isWebhook(written)
    ? { code: 'missing-key', message: `a ${written} needs the webhook's address`, help: webhookHelp(written) }
    : parseAddress(written, accounts)
  if (long.url !== undefined) refuseUrl(written, path, report)
  if (at === null) return null
  if ('code' in at) {
    report(to, at)
    return null
  }
  if (at.account === null || !isComputed(at.place)) {
    refuseComputedKeys(long, path, report)
    return { ...at, computed: null }
  }
  if (!isLong) {
    const message = `the place ${quoted(written)} is decided by each event`
    const help = `write { to: "${written}", allow: "…", otherwise: <channel> }`
    report(path, { code: 'missing-key', message, help })
    return null
  }
  const computed = parseComputed(at.account.platform, at.place, long, path, source)
  return computed === null ? null : { ...at, place: '', computed }
}
