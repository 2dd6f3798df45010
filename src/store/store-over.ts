import { acceptRow, claimOf, quarantineRow, releaseRow, settleRow, storedEventOf } from './codec.ts'
import type { Call } from './operations.ts'
import { operatedOver } from './operating-over.ts'
import type { Store } from './store.ts'

/**
 * The store over whatever answers its calls; texts are made and read on this side.
 * @param close ends what answers the calls
 */
export function storeOver(call: Call, close: () => Promise<void>): Store {
  return {
    ...operatedOver(call),
    accept: async (acceptance) => call('accept', acceptRow(acceptance)),
    async quarantine(quarantined) {
      await call('quarantine', quarantineRow(quarantined))
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
    troubles: () => call('troubles', null),
    async addTrouble(trouble) {
      await call('addTrouble', trouble)
    },
    async endTrouble(key) {
      await call('endTrouble', key)
    },
    addToInbox: ({ channel, drawnAs, place, delivery, payload }) =>
      call('addToInbox', { channel, drawn_as: drawnAs, place, delivery, payload: JSON.stringify(payload) }),
    async inbox(limit) {
      const rows = await call('inbox', limit)
      return rows.map((row) =>
        Object.assign({}, row, { payload: JSON.parse(row.payload) as Record<string, unknown> }),
      )
    },
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
