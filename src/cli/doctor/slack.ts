import { NotAnswered } from '../../platforms/survey/ask.ts'
import { filledIn } from '../../platforms/refusal.ts'
import { refusalOf } from '../../platforms/slack/refusals.ts'
import { type SlackChannel, SlackSaysNo, type SlackSurvey } from '../../platforms/survey/slack.ts'
import type { Channel } from '../../rules/rules.ts'
import { type Finding, fine, note, problem } from './finding.ts'

/** What a scope is needed for. */
const SCOPES = {
  'chat:write': 'nothing can be posted',
  'channels:history': 'after a lost answer nobody can look whether a message was posted in a public channel',
  'groups:history': 'after a lost answer nobody can look whether a message was posted in a private channel',
  'channels:read': 'public channels cannot be found by their name',
  'groups:read': 'private channels cannot be found by their name',
  'files:write': 'stack traces cannot follow as files',
  'reactions:write': 'messages cannot be marked as done',
} as const

const REINSTALL =
  'Add it on the app’s page "OAuth & Permissions" under "Bot Token Scopes" and reinstall the app.'

export interface SlackAccount {
  readonly about: string
  /** Where its token is kept. */
  readonly secret: string
  readonly survey: SlackSurvey
  readonly channels: readonly Channel[]
}

/** The token, its scopes, and every channel of one workspace. */
export async function lookAtSlack(account: SlackAccount): Promise<readonly Finding[]> {
  const { about, survey, channels, secret } = account
  try {
    const { team, bot, scopes } = await survey.identity()
    const found = [fine(about, `the token works: ${bot} in ${team}`)]
    if (scopes === null) found.push(note(about, 'Slack did not say which scopes the token has'))
    else found.push(...missingScopes(about, scopes))
    return [...found, ...(await lookAtChannels(account, channels))]
  } catch (error) {
    return [said(about, error, '', secret)]
  }
}

function missingScopes(about: string, scopes: ReadonlySet<string>): Finding[] {
  return Object.entries(SCOPES)
    .filter(([scope]) => !scopes.has(scope))
    .map(([scope, without]) => problem(about, `scope ${scope} is missing: ${without}`, REINSTALL))
}

async function lookAtChannels(
  { about, survey, secret }: SlackAccount,
  channels: readonly Channel[],
): Promise<Finding[]> {
  let own: readonly SlackChannel[] = []
  const found: Finding[] = []
  try {
    own = await survey.own()
  } catch (error) {
    found.push(said(about, error, '', secret))
  }
  let all: Promise<readonly SlackChannel[]> | null = null
  const everyone = (): Promise<readonly SlackChannel[]> => (all ??= survey.all().catch(() => []))
  const byId = new Map<string, Channel[]>()
  for (const channel of channels) {
    const name = `channel "${channel.name}"`
    if (channel.computed !== null) {
      found.push(fine(name, `its place is decided by each event: ${channel.computed.pattern}`))
      continue
    }
    try {
      const there = await find(channel.place, own, everyone, survey)
      found.push(verdict(name, channel.place, there))
      if (there !== null) byId.set(there.id, [...(byId.get(there.id) ?? []), channel])
    } catch (error) {
      found.push(said(name, error, channel.place, secret))
    }
  }
  return [...found, ...sameChannel(byId)]
}

async function find(
  place: string,
  own: readonly SlackChannel[],
  everyone: () => Promise<readonly SlackChannel[]>,
  survey: SlackSurvey,
): Promise<SlackChannel | null> {
  const isIt = ({ id, name }: SlackChannel): boolean => id === place || `#${name}` === place
  const mine = own.find(isIt)
  if (mine !== undefined) return mine
  return place.startsWith('#') ? ((await everyone()).find(isIt) ?? null) : survey.channel(place)
}

function verdict(name: string, place: string, there: SlackChannel | null): Finding {
  const words = { place, secret: '' }
  const refused = (message: string, code: string): Finding =>
    problem(name, message, filledIn(refusalOf(code)?.help ?? '', words))
  if (there === null)
    return refused(`${place} is not there, or private and without the bot`, 'channel_not_found')
  if (there.archived) return refused(`${place} is archived`, 'is_archived')
  if (!there.member) return refused(`the bot is not in ${place}`, 'not_in_channel')
  return fine(name, `${place} is there, and the bot is in it`)
}

/** Two names for one place have two lanes: neither order nor pace holds over both. */
function sameChannel(byId: ReadonlyMap<string, readonly Channel[]>): Finding[] {
  return [...byId].flatMap(([id, channels]) => {
    const places = new Set(channels.map(({ place }) => place))
    if (places.size < 2) return []
    const names = channels.map(({ name }) => `"${name}"`).join(' and ')
    return [
      problem(
        `channels ${names}`,
        `${[...places].join(' and ')} are one channel`,
        `Write slack:${id} in both.`,
      ),
    ]
  })
}

function said(about: string, error: unknown, place: string, secret: string): Finding {
  if (error instanceof SlackSaysNo) {
    const help = filledIn(refusalOf(error.message)?.help ?? '', { place, secret })
    return problem(about, `Slack says ${error.message}`, help)
  }
  if (!(error instanceof NotAnswered)) throw error
  return problem(
    about,
    `Slack cannot be reached: ${error.message}`,
    'Check name resolution, firewall and HTTPS_PROXY on the machine that runs Herald.',
  )
}
