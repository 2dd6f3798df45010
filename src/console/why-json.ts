import { permalinkOf } from '../platforms/permalink.ts'
import { explainJson } from '../rules/explain.ts'
import type { StoredDelivery, StoredEvent } from '../store/stored.ts'

/** A stored event as the API gives it. */
export type WhyJson = ReturnType<typeof whyJson>

/** A stored event in the shape of `why --json`: what came, what the rules said, what became of it. Times are ms. */
export function whyJson({ event, trace, repeats, toldBefore, deliveries }: StoredEvent) {
  return {
    event,
    trace: explainJson({ routes: deliveries.map(({ route }) => route), trace }),
    outcome: trace.outcome,
    rules: trace.rules,
    repeats,
    told_before: toldBefore,
    deliveries: deliveries.map(deliveryJson),
  }
}

function deliveryJson({ nextAt, route, receipt, ...delivery }: StoredDelivery) {
  const permalink = receipt === null ? null : permalinkOf(delivery.platform, receipt)
  return {
    ...delivery,
    receipt: receipt === null || permalink === null ? receipt : { ...receipt, permalink },
    rule: route.rule,
    next_at: nextAt,
  }
}
