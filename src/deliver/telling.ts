import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { type DeliveryError, type Reason, REMEDY } from '../platforms/platform.ts'
import type { Random } from '../receive/event-id.ts'
import type { Channel, Language, Notice, Rules } from '../rules/rules.ts'
import type { SettledResult } from '../store/settled.ts'
import type { Claim } from '../store/claimed.ts'
import type { Store } from '../store/store.ts'
import type { Trouble } from '../store/operate/trouble.ts'
import { noticeAcceptance } from './notice.ts'
import { accountDown, accountWorks, placeRefuses } from './trouble-notice.ts'

export interface TellingOptions {
  readonly store: Pick<Store, 'accept' | 'troubles' | 'addTrouble' | 'endTrouble'>
  /** The rules in force. */
  readonly rules: () => Rules
  readonly clock: Clock
  readonly log: Log
  readonly random: Random
  readonly dryRun: boolean
  readonly retryHours: number
  /** There is a message to send. */
  readonly onTold: () => void
}

/**
 * Tells people of an account whose credentials fail, once until it works again and then once more; and of a channel
 * that takes no messages, or no files, once until it does.
 */
export interface Telling {
  readonly failed: (claim: Claim, error: DeliveryError, next: SettledResult['state']) => void
  readonly worked: (claim: Claim) => void
  /** Resolves when all that was to be told is stored. */
  readonly idle: () => Promise<void>
}

/** Of a dead letter: what a person has to mend at its channel. */
const OF_THE_PLACE: ReadonlySet<Reason> = new Set(['no-such-place', 'not-in-channel', 'forbidden'])
/** Told by another replica this recently, it may not have come to that. */
const MAY_BE_UNTOLD_MS = 60_000
/** How often it is read what other replicas told, ms. */
const READ_AGAIN_MS = 60_000
const ACCOUNT = 'account '
const PLACE = 'place '

/** Reads what people were told before. */
export function createTelling(options: TellingOptions): Telling {
  const { store, log, clock } = options
  const known = new Set<string>()
  let readAt = clock.elapsed()
  async function read(): Promise<readonly Trouble[]> {
    const rows = await store.troubles()
    known.clear()
    for (const { key } of rows) known.add(key)
    return rows
  }
  // One after the other, so that the end of a trouble never overtakes its beginning.
  let queue = read().then(
    () => undefined,
    (err: unknown) => log.warn('what was told before could not be read', { err }),
  )
  const then = (work: () => Promise<void>): void => {
    queue = queue.then(work).catch((err: unknown) => log.warn('telling of a trouble failed', { err }))
  }
  /** Other replicas tell, too, and tell the end of what this one told. */
  function readNowAndThen(): void {
    if (clock.elapsed() - readAt < READ_AGAIN_MS) return
    readAt = clock.elapsed()
    then(async () => void (await read()))
  }

  /** @param about what it is about; null: there is no channel for it */
  async function tell(
    key: string,
    channel: Channel | undefined,
    notice: (language: Language) => Notice,
  ): Promise<void> {
    const rules = options.rules()
    if (channel === undefined) return log.warn('no channel can tell of a trouble', { key })
    const { random, dryRun } = options
    const said = notice(channel.language ?? rules.language)
    await store.accept(
      noticeAcceptance({ channel, rules, notice: said, key, now: clock.now(), random, dryRun }),
    )
    options.onTold()
  }

  async function begin(
    key: string,
    channel: () => Channel | undefined,
    notice: (language: Language) => Notice,
  ) {
    if (known.has(key)) return
    const now = clock.now()
    const since = await store.addTrouble({ key, since: now })
    try {
      // Replicas that find it at the same time tell it under the same key, of which one is stored.
      if (now - since < MAY_BE_UNTOLD_MS) await tell(`${key} ${since}`, channel(), notice)
    } catch (error) {
      await store.endTrouble(key)
      throw error
    }
    known.add(key)
  }

  async function end(key: string): Promise<void> {
    if (!known.delete(key)) return
    await store.endTrouble(key)
  }

  const downAccounts = (): Set<string> =>
    new Set([...known].filter((key) => key.startsWith(ACCOUNT)).map((key) => key.slice(ACCOUNT.length)))

  return {
    failed(claim, error, next) {
      readNowAndThen()
      const { account, lane, route } = claim
      if (REMEDY[error.reason] === 'account') {
        const notice = (language: Language): Notice =>
          accountDown(account, error, options.retryHours, language)
        then(() =>
          begin(ACCOUNT + account, () => otherAccount(options.rules(), downAccounts().add(account)), notice),
        )
      } else if (next === 'dead' && OF_THE_PLACE.has(error.reason)) {
        const what = route.traceOf === undefined ? 'messages' : 'files'
        const notice = (language: Language): Notice => placeRefuses(route.channel, what, error, language)
        const key = placeKey(lane, error.reason)
        then(() => begin(key, () => otherPlace(options.rules(), downAccounts(), lane), notice))
      }
    },
    worked({ account, lane }) {
      readNowAndThen()
      if (known.size === 0) return
      if (known.has(ACCOUNT + account)) {
        then(async () => {
          const trouble = (await read()).find(({ key }) => key === ACCOUNT + account)
          if (trouble === undefined) return
          await tell(
            `${ACCOUNT}${account} ${trouble.since} works`,
            otherAccount(options.rules(), downAccounts()),
            (language) => accountWorks(account, language),
          )
          await end(ACCOUNT + account)
        })
      }
      for (const reason of OF_THE_PLACE) {
        const key = placeKey(lane, reason)
        if (known.has(key)) then(() => end(key))
      }
    },
    idle: () => queue,
  }
}

function placeKey(lane: string, reason: Reason): string {
  return `${PLACE}${lane} ${reason}`
}

/** The channel for Herald's own trouble; where its account is down, the first of another, and at last the inbox. */
function otherAccount({ channels, notices }: Rules, down: ReadonlySet<string>): Channel | undefined {
  const first = notices === null ? undefined : channels.get(notices)
  const all = [...(first === undefined ? [] : [first]), ...channels.values()]
  const alive = all.filter(({ account, computed }) => computed === null && !down.has(account))
  return alive.find(({ platform }) => platform !== 'inbox') ?? alive[0]
}

/** The channel for Herald's own trouble, unless that is where it fails. */
function otherPlace(
  { channels, notices }: Rules,
  down: ReadonlySet<string>,
  lane: string,
): Channel | undefined {
  const found = notices === null ? undefined : channels.get(notices)
  return found === undefined || found.lane === lane || down.has(found.account) ? undefined : found
}
