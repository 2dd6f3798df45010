import { createHash } from 'node:crypto'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'
import type { TeamFile } from '../store/stored.ts'
import type { LoadedFile } from '../rules/team-files.ts'

/** What the store knows of teams' files, kept here too for when it cannot be read. */
export interface TeamMemory {
  /** By team: the last good text of its file. */
  readonly lastGood: () => Promise<ReadonlyMap<string, string>>
  /** Keeps the texts of sound files. */
  readonly keep: (files: readonly LoadedFile[]) => Promise<void>
  /**
   * Calls `tell` where a broken file's contact was not told of this text yet, by this process, an earlier or another;
   * noted after it was told.
   */
  readonly tellOnce: (file: LoadedFile, tell: (hash: string) => Promise<void>) => Promise<void>
}

type TeamStore = Pick<Store, 'teamFiles' | 'keepTeamFile' | 'toldTeamFile'>

/** Reads nothing yet. */
export function createTeamMemory(store: TeamStore, log: Log): TeamMemory {
  let known = new Map<string, TeamFile>()
  return {
    async lastGood() {
      try {
        known = new Map((await store.teamFiles()).map((row) => [row.team, row]))
      } catch (err) {
        log.warn("teams' last good rules could not be read", { err })
      }
      return new Map([...known.values()].flatMap(({ team, text }) => (text === null ? [] : [[team, text]])))
    },
    async keep(files) {
      for (const { team, state, text } of files) {
        if (team === null || state !== 'ok') continue
        const before = known.get(team)
        if (before?.text === text && before.told === null) continue
        known.set(team, { team, text, told: null })
        await store.keepTeamFile(team, text)
      }
    },
    async tellOnce({ team, text }, tell) {
      const hash = createHash('sha256').update(text).digest('hex').slice(0, 16)
      if (team === null || known.get(team)?.told === hash) return
      await tell(hash)
      known.set(team, { team, text: known.get(team)?.text ?? null, told: hash })
      await store.toldTeamFile(team, hash)
    },
  }
}
