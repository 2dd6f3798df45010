import { parseExact } from '../../receive/json.ts'
import type { JobEvent } from '../../receive/event.ts'
import type { Route, Trace } from '../../rules/rules.ts'
import { deliveryRow } from './codec.ts'
import { LEDGER_AT_ONCE } from '../ledger-entry.ts'
import type { OperatedStore, RoutedDelivery } from '../operating.ts'
import type { RoutingRow } from './operating-rows.ts'
import type { Call } from './operations.ts'
import type { DeliveryState } from '../stored.ts'

/** Begins the note of a dead letter whose place others took. */
const REROUTED = 'rerouted to '

/** The operators' part of a store, over whatever answers its calls. */
export function operatedOver(call: Call): OperatedStore {
  return {
    deliveries: (query) => call('deliveries', query),
    deadLetters: () => call('deadLetters', null),
    ledger: (query) => call('ledger', query),
    async pruneLedger(auditDays) {
      let gone = 0
      for (;;) {
        const rows = await call('pruneLedger', { auditDays })
        gone += rows
        if (rows < LEDGER_AT_ONCE) return gone
      }
    },
    range: (range) => call('range', range),
    replay: (ids, { resend, dryRun }) => call('replay', { ids, resend, dryRun }),
    async routing(event) {
      const found = await call('routing', event)
      if (found === null) return null
      const isNotice = (JSON.parse(found.trace) as Trace).outcome === 'notice'
      return {
        event: parseExact(found.body) as unknown as JobEvent,
        isNotice,
        deliveries: found.deliveries.map((row) => routedOf(row, isNotice)),
      }
    },
    reroute: ({ routing, revive, add, close, to, rules }) =>
      call('reroute', {
        event: routing.event.id,
        known: routing.deliveries.map(({ id, state }) => ({ id, state })),
        revive: revive.map(({ delivery, as }) => ({ delivery, as: deliveryRow(as) })),
        add: add.map(deliveryRow),
        close,
        note: `by the rules ${rules}`,
        closedNote: `${REROUTED}${to.join(', ')}`,
      }),
    async quarantined(before) {
      const rows = await call('quarantined', { before: before ?? null })
      return rows.map(({ received_at, problems, ...row }) =>
        Object.assign({}, row, { receivedAt: received_at, problems: JSON.parse(problems) as string[] }),
      )
    },
  }
}

function routedOf(row: RoutingRow, isNotice: boolean): RoutedDelivery {
  const first = JSON.parse(row.route) as Route
  const isMessage = row.kind === 'message' && first.traceOf === undefined
  const own = isNotice || row.platform === 'forward' || !isMessage
  return {
    id: row.id,
    state: row.state as DeliveryState,
    kind: own ? 'own' : 'message',
    channels: [row.channel, first.channel],
    lanes: [row.lane, first.lane],
    rerouted: row.state === 'folded' && row.note.startsWith(REROUTED),
  }
}
