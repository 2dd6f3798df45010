import { acceptRow, claimOf, quarantineRow, releaseRow, settleRow, storedEventOf } from './codec.ts'
import type { Call } from './operations.ts'
import { operatedOver } from './operating-over.ts'
import type { Silence, SilenceRow } from '../operate/silences.ts'
import { type Store, StoreUnavailable } from '../store.ts'

/** Characters of callbacks that may wait for their commit: so many wait only where the disk stalls. */
const MOST_WAITING = 128 * 2 ** 20

/**
 * The store over whatever answers its calls; texts are made and read on this side.
 * @param close ends what answers the calls
 */
export function storeOver(call: Call, close: () => Promise<void>): Store {
  let waiting = 0
  /** Refuses what would pile up in memory: its sender tries again. */
  async function inBounds<T>(size: number, work: () => Promise<T>): Promise<T> {
    if (waiting >= MOST_WAITING) throw new StoreUnavailable('too much waits to be stored')
    waiting += size
    try {
      return await work()
    } finally {
      waiting -= size
    }
  }
  return {
    ...operatedOver(call),
    async accept(acceptance, onKept) {
      const row = acceptRow(acceptance)
      const { result, kept } = await inBounds(row.event.body.length, () => call('accept', row))
      if (onKept !== undefined) for (const one of kept) onKept(one)
      return result
    },
    async quarantine(quarantined) {
      const row = quarantineRow(quarantined)
      await inBounds(row.body.length, () => call('quarantine', row))
    },
    async claim(limit, busy) {
      return (await call('claim', { limit, busy })).map(claimOf)
    },
    async settle(settlement) {
      await call('settle', settleRow(settlement))
    },
    async release(claim, waitMs = 0) {
      await call('release', releaseRow(claim, waitMs))
    },
    nextDueMs: (busy = []) => call('nextDueMs', { busy }),
    waiting: () => call('waiting', null),
    backlog: () => call('backlog', null),
    async events(query) {
      const { events, next } = await call('events', query)
      return { events: events.map(storedEventOf), next }
    },
    async event(id) {
      const row = await call('event', id)
      return row === null ? null : storedEventOf(row)
    },
    async saveRules(hash, source) {
      await call('saveRules', { hash, source })
    },
    savedRules: (hash) => call('savedRules', hash),
    teamFiles: () => call('teamFiles', null),
    async keepTeamFile(team, text) {
      await call('keepTeamFile', { team, text })
    },
    async toldTeamFile(team, hash) {
      await call('toldTeamFile', { team, told: hash })
    },
    async addSilence({ conditions, ...rest }) {
      return silenceOf(await call('addSilence', { ...rest, conditions: JSON.stringify(conditions) }))
    },
    async silences(onlyActive) {
      return (await call('silences', onlyActive)).map(silenceOf)
    },
    endSilence: (id) => call('endSilence', id),
    troubles: () => call('troubles', null),
    addTrouble: (trouble) => call('addTrouble', trouble),
    async endTrouble(key) {
      await call('endTrouble', key)
    },
    addToInbox: ({ channel, drawnAs, place, delivery, payload }, change) =>
      call('addToInbox', {
        channel,
        drawn_as: drawnAs,
        place,
        delivery,
        payload: JSON.stringify(payload),
        kind: change?.kind ?? 'post',
        target: change?.id ?? null,
      }),
    async inbox(limit, channel = null) {
      const rows = await call('inbox', { limit, channel })
      return rows.map((row) =>
        Object.assign({}, row, { payload: JSON.parse(row.payload) as Record<string, unknown> }),
      )
    },
    inboxCounts: () => call('inboxCounts', null),
    inboxVersion: () => call('inboxVersion', null),
    async prune(retentionDays) {
      let gone = 0
      for (;;) {
        const { full, rows } = await call('pruneSome', { retentionDays })
        gone += rows
        if (!full) return gone
      }
    },
    async ping() {
      await call('ping', null)
    },
    close,
  }
}

function silenceOf({ conditions, ...row }: SilenceRow): Silence {
  return { ...row, conditions: JSON.parse(conditions) as string[] }
}
