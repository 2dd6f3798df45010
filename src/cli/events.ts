import type { Command } from 'commander'
import type { WhyJson } from '../console/why-json.ts'
import { askBridge, BRIDGE_HELP, withUrl } from './ask-bridge.ts'
import { type Bridge, BridgeError } from './bridge-client.ts'
import type { Context } from './context.ts'
import { withExamples } from './examples.ts'
import { asJson } from './output.ts'
import { plain } from '../steering.ts'
import { count, counted, moment, pathOf, shaded, table, timeText } from './terminal-text.ts'

interface Flags {
  readonly since?: string
  readonly project?: string
  readonly state?: string
  readonly limit: number
  readonly url?: string
  readonly json?: boolean
}

/** A page of events as the API gives it. */
export interface EventsAnswer {
  readonly events: readonly WhyJson[]
  readonly next: string | null
}

/** `herald events`: what came in. */
export function addEvents(program: Command, context: Context): void {
  const command = withUrl(program.command('events'))
    .summary('what came in, and where it went')
    .description('Lists the events of a running bridge, newest first, with the channels they went to.')
    .option('--since <time>', 'how far back: 1h, 7d, or a time with its offset', moment)
    .option('--project <name>', 'only of this project')
    .option('--state <state>', 'only of this job state, e.g. ERROR')
    .option('--limit <n>', 'at most so many', count, 50)
    .option('--json', 'as JSON: { events: [{ event, trace, deliveries, … }], next }')
    .action((flags: Flags) => askBridge(flags, context, (bridge) => events(bridge, flags, context)))
  withExamples(
    command,
    ['herald events --since 1h --state ERROR', 'herald events --project sales_eu --limit 200'],
    BRIDGE_HELP,
  )
}

async function events(bridge: Bridge, flags: Flags, { terminal }: Context): Promise<void> {
  const { since, project, state, limit, json } = flags
  const found: WhyJson[] = []
  let next: string | null = null
  do {
    const page: EventsAnswer = await eventsPage(bridge, {
      since,
      project,
      state,
      before: next,
      limit: Math.min(100, limit - found.length),
    })
    found.push(...page.events)
    next = page.next
  } while (next !== null && found.length < limit)
  if (json === true) return terminal.out(asJson({ events: found, next }))
  terminal.out(table(found.map((one) => [...eventCells(one), wentTo(one, terminal.color)])))
  if (found.length === 0) terminal.err('no events\n')
  if (next !== null) terminal.err(`the newest ${counted(found.length, 'event')}; --limit shows more\n`)
}

/** One page of events. @throws BridgeError */
export async function eventsPage(
  bridge: Bridge,
  query: Readonly<Record<string, string | number | null | undefined>>,
): Promise<EventsAnswer> {
  const page = (await bridge.get(pathOf('/api/events', query))) as EventsAnswer
  if (!Array.isArray(page.events)) throw new BridgeError(`${bridge.address} has no events: is it a Herald?`)
  return page
}

/** An event in a line: when, which, and what it was about. */
export function eventCells({ event }: Pick<WhyJson, 'event'>): string[] {
  return [timeText(event.receivedAt), event.id, event.project, event.job_type, event.job_state]
}

function wentTo({ deliveries, outcome }: WhyJson, color: boolean): string {
  if (deliveries.length === 0) return outcome
  return deliveries.map(({ channel, state }) => `${plain(channel)} ${shaded(state, color)}`).join(', ')
}
