import type { Quarantined } from '../receive/quarantine.ts'
import type { Acceptance, Accepted, KeptBack } from './accepting.ts'
import type { WatchedBacklog } from './pages/backlog.ts'
import type { Claim, Settlement } from './claimed.ts'
import type { OperatedStore } from './operating.ts'
import type { SilenceStore } from './operate/silences.ts'
import type {
  EventPage,
  EventQuery,
  InboxChange,
  InboxCount,
  InboxMessage,
  StoredEvent,
  TeamFile,
  NewInboxMessage,
} from './stored.ts'
import type { ToldStore } from './operate/trouble.ts'

/** The store could not do it now; nothing was changed. Anything else a store throws is a bug. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}

/** The only place where something is kept. Every engine passes the same contract suite. */
export interface Store extends OperatedStore, ToldStore, SilenceStore {
  /**
   * Event, trace and deliveries in one transaction; resolved once it is on disk.
   * @param onKept told of each delivery that does not go by itself
   * @throws StoreUnavailable when it could not be committed (disk full, read-only, I/O error)
   */
  readonly accept: (acceptance: Acceptance, onKept?: (kept: KeptBack) => void) => Promise<Accepted>
  readonly quarantine: (quarantined: Quarantined) => Promise<void>
  /**
   * Leases up to `limit` lanes that have something due and are neither leased, pausing nor of a paused or `busy`
   * account; the start of each attempt is written in the same transaction.
   */
  readonly claim: (limit: number, busy: readonly string[]) => Promise<readonly Claim[]>
  /** Writes an outcome and frees the lane. A stale fence may still record a success; it never touches the lease. */
  readonly settle: (settlement: Settlement) => Promise<void>
  /** Gives a claim back unsent: no attempt was made. @param waitMs how long its lane rests; not at all when absent */
  readonly release: (claim: Claim, waitMs?: number) => Promise<void>
  /**
   * ms until the next claim can succeed by the passing of time, or null when nothing waits.
   * @param busy accounts whose lanes do not count, as in `claim`
   */
  readonly nextDueMs: (busy?: readonly string[]) => Promise<number | null>
  /** How many deliveries wait. */
  readonly waiting: () => Promise<number>
  /** What waits in each lane, and how many dead letters there are. */
  readonly backlog: () => Promise<WatchedBacklog>
  /** One page; its cost is bounded, however much there is and however little fits. */
  readonly events: (query: EventQuery) => Promise<EventPage>
  readonly event: (id: string) => Promise<StoredEvent | null>
  /** Keeps the text of rules under their hash, so that an old trace can be worked out again. */
  readonly saveRules: (hash: string, source: string) => Promise<void>
  /** The text of the rules saved under a hash, or null. */
  readonly savedRules: (hash: string) => Promise<string | null>
  /** All that are known, by team. */
  readonly teamFiles: () => Promise<readonly TeamFile[]>
  /** Keeps a team's good text; what its contact was told is over. */
  readonly keepTeamFile: (team: string, text: string) => Promise<void>
  /** Notes that the contact was told of a broken text, by its hash. */
  readonly toldTeamFile: (team: string, hash: string) => Promise<void>
  /** Resolves to the id of what came or changed; null where the message to change is gone. */
  readonly addToInbox: (message: NewInboxMessage, change?: InboxChange) => Promise<number | null>
  /**
   * Newest first, of one channel where it is named; more than `limit` only where replies bring the roots of their
   * threads.
   */
  readonly inbox: (limit: number, channel?: string | null) => Promise<readonly InboxMessage[]>
  /** Of every channel that has messages in the inbox: how many are kept. */
  readonly inboxCounts: () => Promise<readonly InboxCount[]>
  /** A number that grows whenever a message of the inbox came or changed. */
  readonly inboxVersion: () => Promise<number>
  /** Deletes what is past its time, in batches; resolves to how many rows went. */
  readonly prune: (retentionDays: number) => Promise<number>
  /** Resolves when a write can be committed. @throws StoreUnavailable */
  readonly ping: () => Promise<void>
  readonly close: () => Promise<void>
}
