import type { Command } from 'commander'
import type { ReplayAnswer } from '../console/replay.ts'
import { MOST_IDS } from '../console/replay-request.ts'
import { askBridge, BRIDGE_HELP, withUrl } from './ask-bridge.ts'
import type { Bridge } from './bridge-client.ts'
import type { Context } from './context.ts'
import { withExamples } from './examples.ts'
import { asJson, EXIT } from './output.ts'
import { progressOf } from './progress.ts'
import { createSummary, type Summary } from './replay-report.ts'
import { moment } from './terminal-text.ts'

interface Flags {
  readonly dead?: true
  readonly since?: string
  readonly channel?: string
  readonly reroute?: boolean
  readonly resend?: boolean
  readonly dryRun?: boolean
  readonly url?: string
  readonly json?: boolean
}

/** `herald replay`: sends dead letters again, and what was sent only if told so. */
export function addReplay(program: Command, context: Context): void {
  const command = withUrl(program.command('replay'))
    .summary('send dead letters again, by the rules of then or of now')
    .description(
      'Lets dead letters of a running bridge wait again, as new. What was sent is sent again only with --resend. ' +
        'With --reroute each event is matched again by the rules of now: channels that have not got it get it, and ' +
        'dead letters go where the rules say.\n' +
        'Exit 1 where one that was named was left alone, or the rules of now send its event nowhere.',
    )
    .argument('[delivery...]', 'ids of deliveries')
    .option('--dead', 'all dead letters')
    .option('--since <time>', 'everything that came in since then: 1h, or a time with its offset', moment)
    .option('--channel <name>', 'of these only what is for this channel')
    .option('--reroute', 'by the rules of now')
    .option('--resend', 'also what was sent')
    .option('--dry-run', 'only say what would be done')
    .option('--json', 'as JSON: { dry_run, replayed, resent, added, rerouted, left, results }')
    .action((ids: string[], flags: Flags, self: Command) => {
      const { dead, since, channel } = flags
      if (ids.length > 0 === (dead === true || since !== undefined))
        self.error('error: name either deliveries, or --dead or --since', { exitCode: EXIT.wrongUse })
      if (ids.length > 0 && channel !== undefined)
        self.error('error: --channel goes with --dead or --since', { exitCode: EXIT.wrongUse })
      return askBridge(flags, context, (bridge) => replay(bridge, ids, flags, context))
    })
  withExamples(
    command,
    [
      'herald replay k7f3q-182',
      'herald replay --dead --dry-run',
      'herald replay --since 1h --channel sales --reroute',
    ],
    BRIDGE_HELP,
  )
}

async function replay(bridge: Bridge, ids: readonly string[], flags: Flags, context: Context): Promise<void> {
  const { terminal } = context
  const { reroute = false, resend = false, dryRun = false, dead, since, channel } = flags
  const how = { reroute, resend, dryRun }
  const summary = createSummary({ named: ids.length > 0, reroute, dryRun })
  const progress = progressOf(context)
  let done = false
  try {
    for (let at = 0; at < ids.length; at += MOST_IDS) {
      await part(bridge, { ids: ids.slice(at, at + MOST_IDS), ...how }, summary)
      progress.tick(summary.seen(), ids.length)
    }
    let [after, total]: [string | null, number | null] = ['', null]
    while (ids.length === 0 && after !== null) {
      const range = { dead, since, channel, ...(after === '' ? {} : { after }) }
      const answer: ReplayAnswer = await part(bridge, { ...range, ...how }, summary)
      after = answer.next
      total ??= answer.total
      progress.tick(summary.seen(), total)
    }
    done = true
  } finally {
    progress.end()
    // Also of what was done before the bridge went away.
    if (done || summary.seen() > 0)
      terminal.out(flags.json === true ? asJson(summary.json()) : summary.text())
  }
  context.exit(summary.failed() ? EXIT.problems : EXIT.fine)
}

async function part(bridge: Bridge, body: object, summary: Summary): Promise<ReplayAnswer> {
  const answer = (await bridge.post('/api/replay', body)) as ReplayAnswer
  for (const line of answer.results) summary.add(line)
  return answer
}
