import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { DeliveryError, type Platform } from '../platforms/platform.ts'
import { openPlatform } from '../platforms/platforms.ts'
import type { Account } from '../rules/rules.ts'
import type { SecretSource } from '../setting-reader.ts'
import type { Settings } from '../settings.ts'
import type { Claim } from '../store/claimed.ts'
import type { Store } from '../store/store.ts'
import { openAccount } from './open-account.ts'

/** The platforms of all accounts, each opened when its first delivery comes. */
export interface Posting {
  /**
   * Never a real platform in a dry run.
   * @throws DeliveryError `no-such-account` where the account left the rules
   */
  readonly platformOf: (claim: Claim) => Promise<Platform>
  readonly close: () => Promise<void>
}

type SettingsUsed = 'dryRun' | 'slackToken' | 'slackApiUrl' | 'discordToken' | 'discordApiUrl' | 'secret'

export type PostingOptions = Pick<Settings, SettingsUsed> & {
  /** An account by its name, as the rules of now have it. */
  readonly accountOf: (name: string) => Account | null
  /** Where a cluster's callbacks are passed on to, as the rules of now have it; null: nowhere. */
  readonly forwardOf: (cluster: string) => string | SecretSource | null
  readonly store: Pick<Store, 'addToInbox'>
  readonly log: Log
  readonly clock: Clock
}

interface Opened {
  /** What its client was made of: an account that says something else now gets a client of its own. */
  readonly key: string
  readonly platform: Promise<Platform>
}

/** Opens nothing yet. */
export function createPosting(options: PostingOptions): Posting {
  const opened = new Map<string, Opened>()

  /** An inbox per delivery: only the claim knows the channel's name. */
  function inbox(claim: Claim): Promise<Platform> {
    return openPlatform('inbox', {
      save({ platform, payload, file, change }, place, delivery, id) {
        const message = {
          channel: claim.route.channel,
          drawnAs: platform === 'forward' ? ('inbox' as const) : platform,
          place,
          delivery,
          // Of a file its name and size: the inbox is for looking, not for keeping.
          payload:
            file === undefined ? payload : { file: { name: file.name, bytes: Buffer.byteLength(file.text) } },
        }
        if (change === undefined || id === null) return options.store.addToInbox(message)
        const kind = change.kind === 'reaction' && change.mark === 'none' ? 'unmark' : change.kind
        return options.store.addToInbox(message, { kind, id })
      },
    })
  }

  function forward({ event: { cluster } }: Claim): Promise<Platform> {
    const to = options.forwardOf(cluster)
    if (to === null) throw gone(`cluster ${cluster} forwards nowhere now`)
    return typeof to === 'string'
      ? openPlatform('forward', { address: () => to, keptAt: `forward of cluster ${cluster}` })
      : openPlatform('forward', { address: options.secret(to), keptAt: to })
  }

  function bot(claim: Claim): Promise<Platform> {
    const account = options.accountOf(claim.account) ?? builtIn(claim.account)
    if (account === null || account.platform !== claim.platform) {
      throw gone(`account ${claim.account} is not in the rules now`)
    }
    const { name, kind, platform, secret } = account
    const key = JSON.stringify([kind, platform, secret])
    const known = opened.get(name)
    if (known?.key === key) return known.platform
    const opening = { key, platform: openAccount(account, options) }
    opened.set(name, opening)
    // The next delivery tries again.
    opening.platform.catch(() => opened.get(name) === opening && opened.delete(name))
    if (known !== undefined) close(known)
    return opening.platform
  }

  function close({ platform }: Opened): void {
    platform.then((one) => one.close()).catch((err: unknown) => options.log.warn('closing failed', { err }))
  }

  return {
    // One that throws at once rejects all the same.
    async platformOf(claim) {
      if (options.dryRun || claim.platform === 'inbox') return inbox(claim)
      return claim.platform === 'forward' ? forward(claim) : bot(claim)
    },
    async close() {
      for (const { platform } of opened.values()) await (await platform).close()
    },
  }
}

/** `slack` and `discord` are there without an entry, also while no channel uses them. */
function builtIn(name: string): Account | null {
  return name === 'slack' || name === 'discord' ? { name, platform: name, kind: 'bot', secret: null } : null
}

function gone(detail: string): DeliveryError {
  return new DeliveryError({
    reason: 'no-such-account',
    outcome: 'not-sent',
    detail,
    help: 'Put it back into the rules and replay it, or send it by the rules of now: herald replay --reroute.',
  })
}
