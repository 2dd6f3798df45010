import { ask, type Asked, NotAnswered } from '../../platforms/survey/ask.ts'
import type { ProxySettings } from '../../proxy.ts'
import type { Rules } from '../../rules/rules.ts'
import type { Settings } from '../../settings.ts'
import { type Check, type Finding, fine, note, problem } from './finding.ts'

/** More than this and leases, quiet hours and what people read are wrong, ms. */
const MOST_SKEW_MS = 30_000

/** The clock of this machine against those of the platforms in use. */
export function clockCheck({ accounts, channels }: Rules, settings: Settings, now: () => number): Check {
  const about = 'clock'
  const used = new Set([...channels.values()].map(({ account }) => accounts.get(account)?.platform))
  const addresses = [
    ...(used.has('slack')
      ? [new URL('api.test', withSlash(settings.slackApiUrl ?? 'https://slack.com/api/'))]
      : []),
    ...(used.has('discord')
      ? [new URL('v10/gateway', withSlash(settings.discordApiUrl ?? 'https://discord.com/api/'))]
      : []),
  ]
  return {
    about,
    async look() {
      const skews = await Promise.all(addresses.map((url) => skewOf(url, now)))
      const known = skews.filter((skew) => skew !== null)
      const [first] = known.toSorted((a, b) => Math.abs(a) - Math.abs(b))
      if (first === undefined) return [note(about, 'no platform in use told its time: not compared')]
      const seconds = Math.round(Math.abs(first) / 1_000)
      return Math.abs(first) <= MOST_SKEW_MS
        ? [fine(about, `within ${Math.max(1, seconds)} s of the platforms' clocks`)]
        : [
            problem(
              about,
              `${seconds} s ${first > 0 ? 'ahead of' : 'behind'} the platforms' clocks`,
              'Keep it right by NTP (chrony, systemd-timesyncd).',
            ),
          ]
    },
  }
}

async function skewOf(url: URL, now: () => number): Promise<number | null> {
  try {
    const before = now()
    const answer = await ask({ url })
    const date = Date.parse(answer.headers.date ?? '')
    // It tells whole seconds: half of one more is its middle.
    return Number.isNaN(date) ? null : (before + now()) / 2 - (date + 500)
  } catch (error) {
    if (error instanceof NotAnswered) return null
    throw error
  }
}

function withSlash(base: string): string {
  return base.replace(/\/*$/, '/')
}

/** Which proxies lead to the platforms. */
export function proxyCheck(proxy: ProxySettings | null): Check {
  const names = Object.keys(proxy ?? {}).filter((name) => name !== 'NO_PROXY')
  const told =
    names.length === 0 ? 'none is set' : `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} used`
  return { about: 'proxy', look: () => Promise.resolve([fine('proxy', told)]) }
}

/** Whether each Kylin's pages can be reached from here: only links lead there, which people open elsewhere. */
export function kylinChecks({ clusters }: Rules): Check[] {
  return [...clusters.values()].flatMap(({ name, url }): Check[] => {
    if (url === null) return []
    const about = `cluster "${name}"`
    return [{ about, look: async () => [await kylinFinding(about, url)] }]
  })
}

async function kylinFinding(about: string, url: string): Promise<Finding> {
  try {
    const { status }: Asked = await ask({ url: new URL(url), method: 'HEAD' })
    return fine(about, `its pages answer (HTTP ${status})`)
  } catch (error) {
    if (!(error instanceof NotAnswered)) throw error
    return note(
      about,
      `its pages cannot be reached from here: ${error.message}`,
      'No matter where people can open its links and Kylin can reach Herald.',
    )
  }
}
