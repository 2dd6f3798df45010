import type { Path, Report } from '../finding.ts'
import { quoted } from '../finding.ts'
import type { AccountText } from '../file/places-schema.ts'
import type { Account } from '../rules.ts'
import { parseSecret } from '../file/secret-source.ts'

/** Accounts that need no entry: their tokens are SLACK_BOT_TOKEN and DISCORD_BOT_TOKEN. */
const BUILT_IN_ACCOUNTS: ReadonlyMap<string, Account> = new Map(
  (['slack', 'discord'] as const).map((platform) => [
    platform,
    { name: platform, platform, kind: 'bot', secret: null },
  ]),
)

/** Schemes of places that are no account. */
const RESERVED = new Set(['inbox', 'slack-webhook', 'discord-webhook'])

/**
 * Makes the accounts of `accounts:`, the built-in ones included; mistakes are reported.
 * @param declared every name under `accounts:`; null stands for one whose entry is wrong
 */
export function parseAccounts(
  texts: Readonly<Record<string, AccountText>>,
  declared: readonly string[],
  report: Report,
): Map<string, Account | null> {
  const accounts = new Map<string, Account | null>(BUILT_IN_ACCOUNTS)
  for (const name of declared) {
    const text = Object.hasOwn(texts, name) ? texts[name] : undefined
    accounts.set(name, text === undefined ? null : parseAccount(name, text, ['accounts', name], report))
  }
  return accounts
}

function parseAccount(name: string, text: AccountText, path: Path, report: Report): Account | null {
  checkName(name, text, path, report)
  const builtIn = BUILT_IN_ACCOUNTS.get(name)
  if (builtIn !== undefined && builtIn.platform !== text.platform) return builtIn
  const secret = parseSecret(text.token, [...path, 'token'], report)
  return secret === null ? null : { name, platform: text.platform, kind: 'bot', secret }
}

function checkName(name: string, { platform }: AccountText, path: Path, report: Report): void {
  const other = BUILT_IN_ACCOUNTS.get(name)?.platform
  if (RESERVED.has(name)) {
    const message = `no account can be called ${quoted(name)}`
    report(path, { code: 'reserved-name', message, help: 'choose another name' }, 'key')
  } else if (other !== undefined && other !== platform) {
    const message = `${quoted(name)} is always an account of ${other === 'slack' ? 'Slack' : 'Discord'}`
    report(path, { code: 'reserved-name', message, help: 'choose another name' }, 'key')
  } else if (!/^[A-Za-z][\w-]{0,49}$/.test(name)) {
    const message = `${quoted(name)} cannot stand before the colon of a place`
    const help = 'an account has letters, digits, - and _ in its name, and begins with a letter'
    report(path, { code: 'bad-name', message, help }, 'key')
  }
}
