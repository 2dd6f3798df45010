import type { WhyJson } from '../console/why-json.ts'
import { channelFinding } from '../rules/known-channels.ts'
import type { Bridge } from './bridge-client.ts'
import type { Context } from './context.ts'
import { eventCells, eventsPage } from './events.ts'
import { asJson } from './output.ts'
import { refuseFor } from './refuse.ts'
import { rulesAt, rulesThen, type WhyThen } from './rules-then.ts'
import { plain } from '../steering.ts'
import { counted, pathOf } from './terminal-text.ts'
import { deliveryLines, whyShape } from './why-report.ts'

interface Asked {
  readonly channel: string
  readonly since: string
  readonly json?: boolean
}

/** So many events are told of; who wants more narrows the time. */
const MOST = 500
/** So far back a delivery is looked for, in pages of 1,000. */
const MOST_PAGES = 20

interface DeliveriesPage {
  readonly deliveries: readonly unknown[]
  readonly next: string | null
}

/** Of each event since then, newest first: what the channel was told, or which rules could have told it and why not. */
export async function whyChannel(
  bridge: Bridge,
  { channel, since, json }: Asked,
  context: Context,
): Promise<void> {
  const unknown = await unknownTo(bridge, channel)
  if (unknown !== null) return refuseFor('unknown-channel', unknown, json, context)
  const { terminal } = context
  const then = rulesThen(bridge)
  const shapes: object[] = []
  let [events, told] = [0, 0]
  let next: string | null = null
  do {
    const page = await eventsPage(bridge, { since, before: next, limit: 100 })
    for (const one of page.events) {
      const own = { ...one, deliveries: one.deliveries.filter((delivery) => delivery.channel === channel) }
      const why = await then(one)
      events += 1
      if (own.deliveries.length > 0) told += 1
      if (json === true) shapes.push(whyShape(own, why))
      else terminal.out(eventText(own, why, channel, terminal.color))
    }
    next = page.next
  } while (next !== null && events < MOST)
  if (json === true) return terminal.out(asJson({ channel, events: shapes }))
  const rest = next === null ? '' : `, the newest of them; a later --since shows less`
  terminal.err(
    `${counted(events, 'event')} since ${plain(since)}${rest}: ${told} for ${plain(channel)}, ${events - told} not\n`,
  )
}

/** That there is no such channel; null for one that the rules have, or had while something was for it. */
async function unknownTo(bridge: Bridge, channel: string): Promise<string | null> {
  const rules = await rulesAt(bridge)
  const finding = rules === null ? undefined : channelFinding(channel, rules)
  if (finding === undefined) return null
  let next: string | null = null
  for (let looked = 0; looked < MOST_PAGES; looked += 1) {
    const page = (await bridge.get(
      pathOf('/api/deliveries', { channel, limit: 1, before: next }),
    )) as DeliveriesPage
    if (page.deliveries.length > 0) return null
    next = page.next
    if (next === null) break
  }
  return `${finding.message}: ${finding.help ?? ''}`
}

function eventText(one: WhyJson, why: WhyThen, channel: string, color: boolean): string {
  const lines =
    one.deliveries.length > 0
      ? one.deliveries.flatMap((delivery) => deliveryLines(delivery, color))
      : whyNot(one, why, channel)
  return `${[eventCells(one).map(plain).join('  '), ...lines.map((line) => `  ${line}`)].join('\n')}\n`
}

/** What kept the rules that send there. */
function whyNot({ outcome }: WhyJson, { trace, rules }: WhyThen, channel: string): string[] {
  if (rules === null) return [`not sent there (${outcome})`]
  const senders = new Set(
    rules.rules.filter((rule) => rule.channels.includes(channel)).map(({ name }) => name),
  )
  const reasons = trace.rules
    .filter(({ name }) => senders.has(name))
    .map(
      ({ name, matched, why, note }) =>
        `${matched ? '✓' : '✗'} ${name}: ${why}${note === undefined ? '' : ` (${note})`}`,
    )
  return reasons.length === 0 ? [`no rule of then sends to ${plain(channel)}`] : reasons.map(plain)
}
