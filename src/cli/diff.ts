import type { Command } from 'commander'
import type { JobEvent } from '../receive/event.ts'
import { unpackRules } from '../rules/file/bundle.ts'
import { loadRules } from '../rules/load.ts'
import type { Rules } from '../rules/rules.ts'
import { askBridge, BRIDGE_HELP, withUrl } from './ask-bridge.ts'
import { type Bridge, BridgeError } from './bridge-client.ts'
import type { Context } from './context.ts'
import { withExamples } from './examples.ts'
import { diffJson, diffText } from './diff-report.ts'
import { createDifferences } from './differences.ts'
import { soundConfigurationOf } from './files.ts'
import { asJson, EXIT } from './output.ts'
import { progressOf } from './progress.ts'
import { moment } from './terminal-text.ts'

interface Flags {
  readonly since: string
  readonly url?: string
  readonly templates?: string
  readonly json?: boolean
  readonly exitCode?: boolean
}

/** `herald diff`: which stored events would be routed differently. */
export function addDiff(program: Command, context: Context): void {
  const command = withUrl(program.command('diff'))
    .summary('which stored events would be routed differently')
    .description(
      'Runs the events that a running bridge has stored through its rules and through a new file, and says what ' +
        'would go elsewhere or look different. Changes nothing.\n' +
        'Exit 0 whether or not they differ (--exit-code: 1 when they do), 1 when the new file has mistakes, 3 when ' +
        'the bridge cannot be asked.',
    )
    .argument('<rules>', 'the new rules file')
    .option('--since <time>', 'how far back: 7d, 1h30m, or a time with its offset', moment, '7d')
    .option('--templates <dir>', 'the templates')
    .option('--exit-code', 'exit 1 when events would be routed differently')
    .option(
      '--json',
      'as JSON: { events, differing, rules, changes: [{ change, channel, rule, what, events, examples }] }',
    )
    .action(async (rules: string, flags: Flags) => {
      const found = await soundConfigurationOf({ ...flags, rules, namedBy: 'herald diff <rules>' }, context)
      if (found === null) return
      await askBridge(flags, context, (bridge) => diff(bridge, found.rules, rules, flags, context))
    })
  withExamples(
    command,
    ['herald diff new-rules.yaml', 'herald diff new-rules.yaml --since 7d --exit-code'],
    BRIDGE_HELP,
  )
}

async function diff(
  bridge: Bridge,
  after: Rules,
  file: string,
  flags: Flags,
  context: Context,
): Promise<void> {
  const before = await runningRules(bridge)
  const differences = createDifferences()
  const progress = progressOf(context)
  for await (const event of eventsOf(bridge, flags.since)) {
    differences.add(event, before.match(event), after.match(event))
    if (differences.events() % 1_000 === 0) progress.tick(differences.events(), null)
  }
  progress.end()
  const rules = { running: before.hash, new: after.hash }
  context.terminal.out(
    flags.json === true
      ? asJson(diffJson(differences, rules))
      : diffText(differences, { since: flags.since, file, color: context.terminal.color }),
  )
  context.exit(flags.exitCode === true && differences.differing() > 0 ? EXIT.problems : EXIT.fine)
}

async function runningRules(bridge: Bridge): Promise<Rules> {
  const { source } = (await bridge.get('/api/rules')) as { readonly source?: unknown }
  const { text, read } = unpackRules(typeof source === 'string' ? source : '')
  const { rules } = loadRules(text, 'rules.yaml', { read })
  if (rules !== null) return rules
  throw new BridgeError(`the rules of ${bridge.address} cannot be read by this version of Herald`)
}

/** What Herald told of itself is no event of a job: no rule sees it. */
const OWN = 'notice'

interface Page {
  readonly events: readonly { readonly event: JobEvent; readonly outcome: string }[]
  readonly next: string | null
}

async function* eventsOf(bridge: Bridge, since: string): AsyncGenerator<JobEvent> {
  let next: string | null = ''
  while (next !== null) {
    const query = new URLSearchParams({ since, before: next })
    const page = (await bridge.get(`/api/events?${query.toString()}`)) as Page
    if (!Array.isArray(page.events)) throw new BridgeError(`${bridge.address} has no events: is it a Herald?`)
    for (const { event, outcome } of page.events) if (outcome !== OWN) yield event
    next = page.next
  }
}
