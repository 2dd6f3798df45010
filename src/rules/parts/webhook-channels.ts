import type { Path, Report } from '../finding.ts'
import { quoted } from '../finding.ts'
import type { Source } from '../match/matcher.ts'
import type { Account } from '../rules.ts'
import type { SecretText } from '../file/schema-atoms.ts'
import { parseSecret, sourceName } from '../file/secret-source.ts'

/** Where a channel's messages go by a webhook's address instead of an account's token. */
export const WEBHOOKS = { 'slack-webhook': 'slack', 'discord-webhook': 'discord' } as const
export type WebhookScheme = keyof typeof WEBHOOKS

/** Whether a place is a webhook. */
export function isWebhook(to: string): to is WebhookScheme {
  return Object.hasOwn(WEBHOOKS, to)
}

/** The account of a webhook: two channels with one address are one place. Null, and a report, without an address. */
export function webhookAccount(
  scheme: WebhookScheme,
  url: SecretText | undefined,
  path: Path,
  { report, isSound }: Source,
): Account | null {
  if (url === undefined) {
    const message = `a ${scheme} needs the webhook's address`
    if (isSound([...path, 'url'])) report(path, { code: 'missing-key', message, help: webhookHelp(scheme) })
    return null
  }
  const secret = parseSecret(url, [...path, 'url'], report)
  if (secret === null) return null
  return { name: `${scheme}/${sourceName(secret)}`, platform: WEBHOOKS[scheme], kind: 'webhook', secret }
}

/** Reports an address beside a place that is no webhook. */
export function refuseUrl(to: string, path: Path, report: Report): void {
  const message = `${quoted(to)} takes no url; only a webhook has one`
  const help = 'write to: slack-webhook or to: discord-webhook, or leave url out'
  report([...path, 'url'], { code: 'unused-key', message, help }, 'key')
}

/** How a webhook channel is written. */
export function webhookHelp(scheme: WebhookScheme): string {
  const variable = `${WEBHOOKS[scheme].toUpperCase()}_WEBHOOK_URL`
  return `write { to: ${scheme}, url: { env: ${variable} } }, with the address in that environment variable`
}
