import type { Path } from '../finding.ts'
import { quoted } from '../finding.ts'
import type { Source } from '../match/matcher.ts'
import { nameFinding } from './named.ts'
import type { MentionText } from '../file/places-schema.ts'
import { EVERYONE } from '../rules.ts'
import type { Account, Mention } from '../rules.ts'
import { didYouMean } from '../suggest.ts'

const WORDS: ReadonlySet<string> = new Set(EVERYONE)

const IDS = {
  slack: {
    shape: /^[SUW][A-Z0-9]{7,20}$/,
    help: 'write S… for a group or U… for a person, as in S0ABC12345',
  },
  discord: {
    shape: /^(?:role|user):\d{17,19}$/,
    help: 'write "role:<id>" or "user:<id>" with 17 to 19 digits',
  },
} as const

/** Makes a mention of its entry; ids that their platform cannot have are reported. */
export function parseMention(
  name: string,
  text: MentionText,
  path: Path,
  accounts: ReadonlyMap<string, Account | null>,
  source: Source,
): Mention {
  checkName(name, path, source)
  const mention: Record<string, string> = {}
  for (const [key, id] of Object.entries(text)) {
    const account = accounts.get(key)
    if (account === undefined) noteUnknown(key, path, accounts, source)
    if (account === undefined || account === null || id === undefined) continue
    const { shape, help } = IDS[account.platform]
    if (shape.test(String(id))) mention[key] = String(id)
    else {
      const platform = account.platform === 'slack' ? 'Slack' : 'Discord'
      const message = `${quoted(String(id))} is nobody's id on ${platform}`
      source.report([...path, key], { code: 'bad-mention', message, help })
    }
  }
  if (Object.keys(text).length === 0 && source.isSound(path)) {
    const message = `${quoted(name)} calls nobody`
    const help = 'write { slack: S0ABC12345 } or { discord: "role:…" }'
    source.report(path, { code: 'empty-mention', message, help })
  }
  return mention
}

/** Whether a word may stand under `mention:` without an entry. */
export function isWordForEveryone(name: string): boolean {
  return WORDS.has(name)
}

/** The id of a mention on an account: its own, or that of its platform where workspaces do not differ. */
export function idOn(mention: Mention, { account, platform }: Where): string | undefined {
  const key = [account, platform].find((candidate) => Object.hasOwn(mention, candidate))
  return key === undefined ? undefined : mention[key]
}

/** A mention with its id for each account that it reaches, also where only its platform's is written. */
export function onEachAccount(mention: Mention, accounts: Iterable<Account>): Mention {
  const ids: Record<string, string> = { ...mention }
  for (const { name, platform } of accounts) {
    const id = idOn(mention, { account: name, platform })
    if (id !== undefined) ids[name] = id
  }
  return ids
}

interface Where {
  readonly account: string
  readonly platform: string
}

function checkName(name: string, path: Path, source: Source): void {
  const message = `${quoted(name)} calls everyone in a channel and needs no entry`
  const finding = WORDS.has(name)
    ? { code: 'reserved-name', message, help: 'choose another name' }
    : nameFinding('mention', name)
  if (finding !== undefined) source.report(path, finding, 'key')
}

function noteUnknown(key: string, path: Path, accounts: ReadonlyMap<string, unknown>, source: Source): void {
  const known = [...accounts.keys()]
  const message = `${quoted(key)} is neither a platform nor an account`
  const help = didYouMean(key, known, `known here: ${known.slice(0, 20).join(', ')}`)
  source.report([...path, key], { code: 'unknown-account', message, help }, 'key')
}
