import { nameOfKept } from '../../platforms/kept.ts'
import { surveyDiscord } from '../../platforms/survey/discord.ts'
import { surveySlack } from '../../platforms/survey/slack.ts'
import type { Account, Rules } from '../../rules/rules.ts'
import type { Settings } from '../../settings.ts'
import { lookAtDiscord, lookAtDiscordWebhook } from './discord.ts'
import { type Check, note, problem } from './finding.ts'
import { lookAtSlack } from './slack.ts'

/** One check for each account that a channel uses. */
export function accountChecks({ accounts, channels }: Rules, settings: Settings): Check[] {
  return [...accounts.values()].flatMap((account): Check[] => {
    const own = [...channels.values()].filter((channel) => channel.account === account.name)
    if (own.length === 0) return []
    const keptAt = account.secret ?? { env: `${account.platform.toUpperCase()}_BOT_TOKEN` }
    const about = account.kind === 'webhook' ? `channel "${own[0]?.name}"` : `account "${account.name}"`
    const secret = nameOfKept(keptAt)
    const value = valueOf(account, settings)
    if (value === null) {
      const names = own.map(({ name }) => name).join(', ')
      const needed = `${names} ${own.length === 1 ? 'needs' : 'need'} it`
      const missing = problem(about, `${secret} is not set or empty, and ${needed}`, `Set ${secret}.`)
      return [{ about, look: () => Promise.resolve([missing]) }]
    }
    if (account.kind === 'webhook') return [{ about, look: () => webhook(about, account, value, secret) }]
    const look =
      account.platform === 'slack'
        ? () =>
            lookAtSlack({ about, secret, channels: own, survey: surveySlack(value, settings.slackApiUrl) })
        : () =>
            lookAtDiscord({
              about,
              secret,
              channels: own,
              survey: surveyDiscord(value, settings.discordApiUrl),
            })
    return [{ about, look }]
  })
}

function valueOf({ secret, platform }: Account, settings: Settings): string | null {
  if (secret !== null) return settings.secret(secret)()
  return platform === 'slack' ? settings.slackToken() : settings.discordToken()
}

async function webhook(about: string, { platform }: Account, value: string, secret: string) {
  const url = URL.parse(value.trim())
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return [
      problem(about, `${secret} holds no http(s) address`, `Put the webhook's whole URL into ${secret}.`),
    ]
  }
  if (platform === 'discord') return lookAtDiscordWebhook(about, url, secret)
  return [
    note(
      about,
      'a Slack webhook cannot be asked whether it works',
      `Try it: herald send-test ${about.split('"')[1] ?? ''}`,
    ),
  ]
}
