import type { HeraldProcess } from '../../support/herald-process.ts'
import type { Mounted } from './mounted.ts'

/** Where a trouble strikes. */
interface Scene {
  readonly herald: HeraldProcess
  /** The database file. */
  readonly database: string
  /** Its folder. */
  readonly folder: string
  /** The disk of its own, where the trouble asked for one. */
  readonly disk: Mounted | undefined
}

/** Something that keeps the store from writing for a while. */
export interface Trouble {
  readonly name: string
  /** refused: every callback is answered 503. slow: every one is stored, later than usual. */
  readonly meanwhile: 'refused' | 'slow'
  /** What the log has to say of it. */
  readonly says: RegExp | null
  /** Whether the short form goes without it. */
  readonly longOnly?: true
  /** It does not end while the process runs: which exit code it ends with by itself, null when it goes on. */
  readonly restart?: { readonly exits: number | null }
  /** A disk of its own; a text says why there is none. */
  readonly disk?: () => Mounted | string
  /** Begins it; resolves to what ends it, or to a text that says why it cannot be had here. */
  readonly begin: (scene: Scene) => Promise<(() => Promise<void> | void) | string>
}
