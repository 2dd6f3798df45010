import type { Log } from '../log.ts'
import type { Platform } from '../platforms/platform.ts'
import { openPlatform } from '../platforms/platforms.ts'
import type { Settings } from '../settings.ts'
import type { Claim, Store } from '../store/store.ts'

/** The platforms of all accounts, each opened when its first delivery comes. */
export interface Posting {
  /** Never a real platform in a dry run. */
  readonly platformOf: (claim: Claim) => Promise<Platform>
  readonly close: () => Promise<void>
}

type Options = Pick<Settings, 'dryRun' | 'slackToken' | 'slackApiUrl' | 'discordToken' | 'discordApiUrl'> & {
  readonly store: Pick<Store, 'addToInbox'>
  readonly log: Log
}

/** Opens nothing yet. */
export function createPosting(options: Options): Posting {
  const opened = new Map<string, Promise<Platform>>()

  /** An inbox per delivery: only the claim knows the channel's name. */
  function inbox(claim: Claim): Promise<Platform> {
    return openPlatform('inbox', {
      save: (message, place, delivery) =>
        options.store.addToInbox({
          channel: claim.route.channel,
          drawnAs: message.platform,
          place,
          delivery,
          payload: message.payload,
        }),
    })
  }

  function open(claim: Claim): Promise<Platform> {
    const { log, slackApiUrl, discordApiUrl } = options
    return claim.platform === 'slack'
      ? openPlatform('slack', { log, token: options.slackToken, ...apiUrl(slackApiUrl) })
      : openPlatform('discord', { log, token: options.discordToken, ...apiUrl(discordApiUrl) })
  }

  return {
    platformOf(claim) {
      if (options.dryRun || claim.platform === 'inbox') return inbox(claim)
      const known = opened.get(claim.account)
      if (known !== undefined) return known
      const opening = open(claim)
      opened.set(claim.account, opening)
      // The next delivery tries again.
      opening.catch(() => opened.delete(claim.account))
      return opening
    },
    async close() {
      for (const platform of opened.values()) await (await platform).close()
    },
  }
}

function apiUrl(address: string | null): { apiUrl?: string } {
  return address === null ? {} : { apiUrl: address }
}
