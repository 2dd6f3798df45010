import type { Command } from 'commander'
import type { SentAnswer, SentJson } from '../console/ledger.ts'
import { askBridge, BRIDGE_HELP, withUrl } from './ask-bridge.ts'
import { type Bridge, BridgeError } from './bridge-client.ts'
import type { Context } from './context.ts'
import { withExamples } from './examples.ts'
import { csvLine } from './csv.ts'
import { asJson, EXIT } from './output.ts'
import { progressOf } from './progress.ts'
import { count, counted, moment, pathOf, table, timeText } from './terminal-text.ts'

interface Flags {
  readonly project?: string
  readonly channel?: string
  readonly since?: string
  readonly until?: string
  readonly limit?: number
  readonly csv?: boolean
  readonly url?: string
  readonly json?: boolean
}

/** So many lines a person reads; CSV is for a program, and whole. */
const SHOWN = 50

/** `herald sent`: the audit ledger. */
export function addSent(program: Command, context: Context): void {
  const command = withUrl(program.command('sent'))
    .summary('who was told what, and when: the audit ledger')
    .description(
      'Lists what arrived in channels, newest first: when, for which job, who was mentioned, by which rule, and where ' +
        'to read it. What a digest told of has a line of its own (kind folded), with the link of the digest. It is ' +
        'kept for AUDIT_DAYS (400), longer than the events, and holds no message texts.',
    )
    .option('--project <name>', 'only of this project')
    .option('--channel <name>', 'only in this channel')
    .option('--since <time>', 'what arrived from then on: 30d, or a time with its offset', moment)
    .option('--until <time>', 'what arrived before then', moment)
    .option('--limit <n>', `at most so many (default: ${SHOWN}; with --csv all)`, count)
    .option('--csv', 'as CSV with a line of names, safe to open in a spreadsheet')
    .option(
      '--json',
      'as JSON: { sent: [{ delivery, event, at, channel, permalink, mentions, rule, … }], next }',
    )
    .action((flags: Flags, self: Command) => {
      if (flags.csv === true && flags.json === true)
        self.error('error: choose one of --csv and --json', { exitCode: EXIT.wrongUse })
      return askBridge(flags, context, (bridge) => sent(bridge, flags, context))
    })
  withExamples(
    command,
    [
      'herald sent --project sales --since 7d',
      'herald sent --channel oncall --since 2026-11-01T00:00:00Z --until 2026-12-01T00:00:00Z --csv',
    ],
    BRIDGE_HELP,
  )
}

async function sent(bridge: Bridge, flags: Flags, context: Context): Promise<void> {
  const { terminal } = context
  if (flags.csv === true) return csv(bridge, flags, context)
  const limit = flags.limit ?? SHOWN
  const found: SentJson[] = []
  let next: string | null = null
  for await (const page of pages(bridge, flags, limit)) {
    found.push(...page.sent)
    next = page.next
  }
  if (flags.json === true) return terminal.out(asJson({ sent: found, next }))
  terminal.out(table(found.map(row)))
  if (found.length === 0) terminal.err('nothing was sent\n')
  if (next !== null) terminal.err(`the newest ${counted(found.length, 'message')}; --limit shows more\n`)
}

/** Page by page, so that a year of it needs no memory. */
async function csv(bridge: Bridge, flags: Flags, context: Context): Promise<void> {
  const { terminal } = context
  const progress = progressOf(context)
  let lines = 0
  terminal.out(csvLine(Object.keys(COLUMNS)))
  try {
    for await (const page of pages(bridge, flags, flags.limit ?? Number.POSITIVE_INFINITY)) {
      for (const entry of page.sent) {
        terminal.out(csvLine(Object.values(COLUMNS).map((column) => column(entry))))
      }
      lines += page.sent.length
      progress.tick(lines, null)
    }
  } finally {
    progress.end()
  }
}

async function* pages(
  bridge: Bridge,
  { project, channel, since, until }: Flags,
  limit: number,
): AsyncGenerator<SentAnswer> {
  let left = limit
  let next: string | null = ''
  while (next !== null && left > 0) {
    const query = { project, channel, since, until, before: next, limit: Math.min(1_000, left) }
    const page = (await bridge.get(pathOf('/api/sent', query))) as SentAnswer
    if (!Array.isArray(page.sent))
      throw new BridgeError(`${bridge.address} has no ledger: is it an older Herald?`)
    yield page
    left -= page.sent.length
    next = page.next
  }
}

const COLUMNS: Readonly<Record<string, (entry: SentJson) => string>> = {
  at: ({ at }) => timeText(at),
  cluster: ({ cluster }) => cluster,
  project: ({ project }) => project,
  job_id: ({ job_id }) => job_id,
  job_type: ({ job_type }) => job_type,
  job_state: ({ job_state }) => job_state,
  channel: ({ channel }) => channel,
  platform: ({ platform }) => platform,
  place: ({ place }) => place,
  mentions: ({ mentions }) => mentions.join(' '),
  rule: ({ rule }) => rule,
  rules: ({ rules }) => rules,
  kind: ({ kind }) => kind,
  permalink: ({ permalink }) => permalink ?? '',
  message: ({ receipt }) => receipt.message,
  delivery: ({ delivery }) => delivery,
  event: ({ event }) => event,
}

function row(entry: SentJson): string[] {
  const { at, delivery, channel, project, job_state, kind, mentions, permalink, receipt } = entry
  const where = permalink ?? [receipt.channel, receipt.message].filter((part) => part !== '').join(' ')
  const who = mentions.map((name) => `@${name}`).join(' ')
  return [timeText(at), delivery, channel, project, job_state, kind, who, where]
}
