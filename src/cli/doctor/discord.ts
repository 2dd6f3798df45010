import { NotAnswered } from '../../platforms/survey/ask.ts'
import { refusalOf, webhookRefusalOf } from '../../platforms/discord/refusals.ts'
import { filledIn } from '../../platforms/refusal.ts'
import {
  type DiscordChannel,
  DiscordSaysNo,
  type DiscordSurvey,
  surveyDiscordWebhook,
} from '../../platforms/survey/discord.ts'
import { missingOf, type Permission } from '../../platforms/survey/permissions.ts'
import type { Channel } from '../../rules/rules.ts'
import { type Finding, fine, note, problem } from './finding.ts'

/** What does not work without a permission. */
const WITHOUT: Readonly<Partial<Record<Permission, string>>> = {
  'Read Message History': 'after a lost answer nobody can look whether a message was posted',
  'Attach Files': 'stack traces cannot follow as files',
  'Add Reactions': 'messages cannot be marked as done',
  'Create Public Threads': 'a job’s messages cannot stand in one thread',
  'Send Messages in Threads': 'a job’s messages cannot stand in one thread',
}
const POSTING: readonly Permission[] = ['View Channel', 'Send Messages', 'Embed Links']
const POSTING_IN_THREADS: readonly Permission[] = ['View Channel', 'Send Messages in Threads', 'Embed Links']
const THREADS: ReadonlySet<number> = new Set([10, 11, 12])
/** A category, a directory, forum and media channels: they take no plain messages. */
const CLOSED: ReadonlySet<number> = new Set([4, 14, 15, 16])

export interface DiscordAccount {
  readonly about: string
  /** Where its token is kept. */
  readonly secret: string
  readonly survey: DiscordSurvey
  readonly channels: readonly Channel[]
}

/** The token, and what the bot may do in each channel. */
export async function lookAtDiscord(account: DiscordAccount): Promise<readonly Finding[]> {
  const { about, survey, channels, secret } = account
  try {
    const { id, name } = await survey.identity()
    const each = channels.map((channel) => lookAtChannel(channel, id, account))
    return [fine(about, `the token works: ${name}`), ...(await Promise.all(each)).flat()]
  } catch (error) {
    return [said(about, error, '', secret)]
  }
}

async function lookAtChannel(
  { name, place, computed }: Channel,
  bot: string,
  { survey, secret }: DiscordAccount,
): Promise<Finding[]> {
  const about = `channel "${name}"`
  if (computed !== null) return [fine(about, `its place is decided by each event: ${computed.pattern}`)]
  try {
    return verdict(about, place, await survey.channel(place, bot))
  } catch (error) {
    return [said(about, error, place, secret)]
  }
}

function verdict(about: string, place: string, { name, type, permissions }: DiscordChannel): Finding[] {
  const shown = name === '' ? place : `#${name} (${place})`
  if (CLOSED.has(type)) {
    const help = filledIn(refusalOf(400, 50024).help ?? '', { place, secret: '' })
    return [problem(about, `${shown} takes no plain messages`, help)]
  }
  if (permissions === null) return [note(about, `${shown} is there; what the bot may do in it was not told`)]
  const posting = missingOf(permissions, THREADS.has(type) ? POSTING_IN_THREADS : POSTING)
  const rest = missingOf(permissions, Object.keys(WITHOUT) as Permission[])
  const found = [
    ...posting.map((permission) => [permission, 'nothing can be posted as it should be'] as const),
    ...rest
      .filter((permission) => !posting.includes(permission))
      .map((permission) => [permission, WITHOUT[permission] ?? ''] as const),
  ].map(([permission, without]) =>
    problem(
      about,
      `"${permission}" is missing in ${shown}: ${without}`,
      'Give it to the bot’s role in the channel’s settings.',
    ),
  )
  return found.length === 0 ? [fine(about, `${shown} is there, and the bot may post in it`)] : found
}

/** A webhook's URL is its only credential: its channel is asked by it. */
export async function lookAtDiscordWebhook(
  about: string,
  url: URL,
  secret: string,
): Promise<readonly Finding[]> {
  try {
    const { channel } = await surveyDiscordWebhook(url)
    return [fine(about, `the webhook is there, and posts to ${channel}`)]
  } catch (error) {
    if (!(error instanceof DiscordSaysNo)) return [said(about, error, '', secret)]
    const help = filledIn(webhookRefusalOf(error.status, error.code).help ?? '', { place: '', secret })
    return [problem(about, `Discord says ${error.message}`, help)]
  }
}

function said(about: string, error: unknown, place: string, secret: string): Finding {
  if (error instanceof DiscordSaysNo) {
    const help = filledIn(refusalOf(error.status, error.code).help ?? '', { place, secret })
    return problem(about, `Discord says ${error.message}`, help)
  }
  if (!(error instanceof NotAnswered)) throw error
  return problem(
    about,
    `Discord cannot be reached: ${error.message}`,
    'Check name resolution, firewall and HTTPS_PROXY on the machine that runs Herald.',
  )
}
