import type { Command } from 'commander'
import type { WhyJson } from '../console/why-json.ts'
import { askBridge, BRIDGE_HELP, foundAt, withUrl } from './ask-bridge.ts'
import type { Bridge } from './bridge-client.ts'
import type { Context } from './context.ts'
import { withExamples } from './examples.ts'
import { eventsPage } from './events.ts'
import { asJson, EXIT } from './output.ts'
import { refuseFor } from './refuse.ts'
import { rulesThen } from './rules-then.ts'
import { moment, pathOf } from './terminal-text.ts'
import { whyChannel } from './why-channel.ts'
import { whyShape, whyText } from './why-report.ts'

interface Flags {
  readonly channel?: string
  readonly since: string
  readonly url?: string
  readonly json?: boolean
}

/** `herald why`: where an event went, and why, or why a channel was (not) told. */
export function addWhy(program: Command, context: Context): void {
  const command = withUrl(program.command('why'))
    .summary('where an event went, and why')
    .description(
      'Says what came in, what each rule said of it at the time, and what became of each message: attempts, reasons, ' +
        'the next try. With --channel: why that channel was told, or not told, of each event.\n' +
        'Exit 1 where there is no such job, event, delivery or channel.',
    )
    .argument('[id]', "a job's id, an event's, or a delivery's (it stands below each message)")
    .option('--channel <name>', 'of everything that came in since then, what this channel was told')
    .option('--since <time>', 'how far back, with --channel: 1d, or a time with its offset', moment, '1d')
    .option('--json', 'as JSON: { event, trace, deliveries }; with --channel: { channel, events: [ … ] }')
    .action((id: string | undefined, flags: Flags, self: Command) => {
      const { channel } = flags
      if ((id === undefined) === (channel === undefined))
        self.error('error: name either an id or --channel', { exitCode: EXIT.wrongUse })
      return askBridge(flags, context, (bridge) =>
        channel === undefined
          ? why(bridge, id ?? '', flags, context)
          : whyChannel(bridge, { ...flags, channel }, context),
      )
    })
  withExamples(
    command,
    ['herald why 71d8ebe7-22e4-438d-8177-e87b37d9ee30', 'herald why --channel sales --since 1d'],
    BRIDGE_HELP,
  )
}

async function why(bridge: Bridge, id: string, { json }: Flags, context: Context): Promise<void> {
  const { terminal } = context
  const found = await eventsBy(bridge, id)
  const then = rulesThen(bridge)
  const [newest] = found
  if (newest === undefined) {
    return refuseFor('unknown-id', `there is no job, event or delivery "${id}"`, json, context)
  }
  if (json !== true) {
    const texts: string[] = []
    for (const one of found.toReversed()) texts.push(whyText(one, await then(one), terminal.color))
    return terminal.out(texts.join('\n'))
  }
  terminal.out(asJson(whyShape(newest, await then(newest))))
  const earlier = found.slice(1).map(({ event }) => event.id)
  if (earlier.length > 0) terminal.err(`the newest event of the job; before it: ${earlier.join(', ')}\n`)
}

/** Newest first. */
async function eventsBy(bridge: Bridge, id: string): Promise<readonly WhyJson[]> {
  const event = await foundAt(bridge, `/api/events/${encodeURIComponent(id)}`)
  if (event !== null) return [event as WhyJson]
  const { events } = await eventsPage(bridge, { job_id: id })
  if (events.length > 0) return events
  const delivery = (await foundAt(bridge, `/api/deliveries/${encodeURIComponent(id)}`)) as {
    readonly event: string
  } | null
  if (delivery === null) return []
  return [(await bridge.get(pathOf(`/api/events/${delivery.event}`, {}))) as WhyJson]
}
