import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { JobEvent } from '../receive/event.ts'
import type { Rules } from '../rules/rules.ts'
import { compileSilence, type SilenceMatcher } from '../rules/silence.ts'
import type { Silence } from '../store/operate/silences.ts'
import type { ActiveSilence } from '../store/accepting.ts'
import type { Store } from '../store/store.ts'

export interface SilencesOptions {
  readonly store: Pick<Store, 'silences'>
  readonly clock: Clock
  readonly log: Log
  /** Others may add silences to the same database: they are read again every second. */
  readonly isShared: boolean
}

/** The silences in force, as they were last read. */
export interface Silences {
  /** Those that fit an event now. */
  readonly of: (event: JobEvent, rules: Rules) => readonly ActiveSilence[]
  /** Reads them again. @throws StoreUnavailable */
  readonly refresh: () => Promise<void>
  readonly stop: () => Promise<void>
}

interface Compiled extends Silence, Omit<SilenceMatcher, 'warnings'> {}

const POLL_MS = 1_000

/** Reads the silences in force; resolves once they are known. @throws StoreUnavailable */
export async function startSilences({ store, clock, log, isShared }: SilencesOptions): Promise<Silences> {
  let active: readonly Compiled[] = []
  async function refresh(): Promise<void> {
    const known = new Map(active.map((one) => [one.id, one]))
    active = (await store.silences(true)).flatMap((one) => known.get(one.id) ?? compiled(one, log))
  }
  await refresh()
  const timer = isShared
    ? setInterval(() => {
        refresh().catch((err: unknown) => log.warn('reading silences failed', { err }))
      }, POLL_MS)
    : undefined
  return {
    of(event, { clusters }) {
      if (active.length === 0) return []
      const now = clock.now()
      const fitting = active.filter(({ until, matches }) => until > now && matches(event, clusters))
      return fitting.map(({ id, why, channels }) => ({ id, why, channels }))
    },
    refresh,
    stop: () => Promise.resolve(clearInterval(timer)),
  }
}

/** One that this version does not understand silences nothing. */
function compiled(silence: Silence, log: Log): Compiled[] {
  const found = compileSilence(silence.conditions)
  if (!('problems' in found)) return [{ ...silence, channels: found.channels, matches: found.matches }]
  log.warn('a silence cannot be read and is left out', { silence: silence.id })
  return []
}
