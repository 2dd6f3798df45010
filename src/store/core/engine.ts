import type { Problem } from '../../problem.ts'
import { StoreUnavailable } from '../store.ts'

/** What a column can hold. */
export type Value = string | number | null

/**
 * Runs one statement of the current transaction and resolves to its rows.
 * @param values for `?1`, `?2` and so on
 */
export type Query = <R>(sql: string, ...values: readonly Value[]) => Promise<readonly R[]>

/** What differs between the engines; everything else of the SQL is the same for both. */
export interface Tokens {
  /** Column type of a key that the engine counts up itself and never gives twice. */
  readonly key: string
  /** Ends a table that lives in the index of its primary key, where the engine can do that. */
  readonly inKey: string
  /** Database time, whole ms since the epoch, steady within one statement. */
  readonly now: string
  /** SELECT of the next `?1` numbers, as `id`, of the key of a table; of the first where no other process takes any. */
  readonly nextIds: (table: string) => string
  /** Table of the members of a JSON array; its column `value` holds one each. */
  readonly rows: (json: string) => string
  /** Function of any number of values, none of them null, that gives the largest. */
  readonly greatest: string
  /** Ends a SELECT whose rows another transaction may be changing: those are left out. */
  readonly skipLocked: string
  /** Ends a SELECT whose rows of table `name` nobody else may change until the commit. */
  readonly forUpdate: (name: string) => string
  /** Statement that wakes other processes at commit; '' where there are none. */
  readonly notify: string
  /** Ends a table whose rows change often, so that the old versions of them cost less; '' where there are none. */
  readonly busyTable: string
  /** Statements that keep `channel.waits` true from now on; none where it stays 1. */
  readonly keepWaits: readonly string[]
  /** Statement that lists the tables there are, one `name` each. */
  readonly tables: string
  /** Statement by which one transaction of all processes at a time changes the schema; '' where there is one process. */
  readonly lockSchema: string
}

/** A database. One transaction at a time: the commit loop sees to it. */
export interface Engine {
  readonly tokens: Tokens
  /** Whose time it keeps: this machine's, which may be set while we run, or a server's, which all processes share. */
  readonly clock: 'machine' | 'server'
  /**
   * Commits what `work` did, durably, or nothing of it. `work` may be called again where nothing of it was committed.
   * @param patience `long`: it takes as long as it takes, e.g. to build an index
   * @throws StoreUnavailable when the database cannot do it now, StoreLost when it never will again in this
   * process; what `work` threw otherwise
   */
  readonly transaction: <T>(work: (query: Query) => Promise<T>, patience?: 'long') => Promise<T>
  readonly close: () => Promise<void>
}

/** A sync to disk failed: what reached it is unknown, and only a new process can find out. */
export class StoreLost extends StoreUnavailable {}

/** Another transaction is in the way of something in this one: the rest may be done without it. */
export class StoreBusy extends StoreUnavailable {}

/** What was read is not what was written: a person has to restore it. */
export class StoreDamaged extends StoreUnavailable {}

/** The database cannot be used as it is, and a person can mend it. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused'
  readonly problem: Problem

  constructor(code: string, message: string, file: string, help: string, cause?: unknown) {
    super(message, { cause })
    this.problem = { severity: 'error', code, message, file, help }
  }
}
