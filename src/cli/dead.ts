import type { Command } from 'commander'
import type { deliveryJson } from '../console/operate.ts'
import { askBridge, BRIDGE_HELP, withUrl } from './ask-bridge.ts'
import type { Bridge } from './bridge-client.ts'
import type { Context } from './context.ts'
import { withExamples } from './examples.ts'
import { asJson } from './output.ts'
import { plain } from '../steering.ts'
import { count, counted, moment, pathOf, table, timeText } from './terminal-text.ts'

interface Flags {
  readonly channel?: string
  readonly since?: string
  readonly limit: number
  readonly url?: string
  readonly json?: boolean
}

type DeadLetter = ReturnType<typeof deliveryJson>

/** `herald dead`: the messages that were given up. */
export function addDead(program: Command, context: Context): void {
  const command = withUrl(program.command('dead'))
    .summary('dead letters: messages that were given up')
    .description(
      'Lists the dead letters of a running bridge, newest first, with the reason and what can be done.',
    )
    .option('--channel <name>', 'only for this channel')
    .option('--since <time>', 'only of events since then: 1h, 7d, or a time with its offset', moment)
    .option('--limit <n>', 'at most so many', count, 50)
    .option('--json', 'as JSON: { deliveries: [{ id, event, channel, reason, help, … }], next }')
    .action((flags: Flags) => askBridge(flags, context, (bridge) => dead(bridge, flags, context)))
  withExamples(command, ['herald dead', 'herald dead --channel sales --since 1d'], BRIDGE_HELP)
}

async function dead(bridge: Bridge, flags: Flags, { terminal }: Context): Promise<void> {
  const { channel, since, limit, json } = flags
  const found: DeadLetter[] = []
  let next: string | null = null
  do {
    const query = { state: 'dead', channel, since, before: next, limit: Math.min(100, limit - found.length) }
    const page = (await bridge.get(pathOf('/api/deliveries', query))) as {
      readonly deliveries: readonly DeadLetter[]
      readonly next: string | null
    }
    found.push(...page.deliveries)
    next = page.next
  } while (next !== null && found.length < limit)
  if (json === true) return terminal.out(asJson({ deliveries: found, next }))
  terminal.out(table(found.map(row)))
  const more = next === null ? '' : ', the newest; --limit shows more'
  terminal.err(found.length === 0 ? 'no dead letters\n' : `${counted(found.length, 'dead letter')}${more}\n`)
}

function row(letter: DeadLetter): string[] {
  const { id, channel, ended_at, project, job_state, reason, detail, help } = letter
  const why = [reason ?? 'unknown', detail].filter((part) => part !== '').join(', ')
  return [
    timeText(ended_at),
    id,
    channel,
    project,
    job_state,
    plain(`${why}${help === '' ? '' : `. ${help}`}`),
  ]
}
