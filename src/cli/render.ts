import { type Command, Option } from 'commander'
import { mentionIds } from '../deliver/told.ts'
import { routeCard } from '../deliver/route-card.ts'
import { MESSAGES } from '../platforms/messages.ts'
import type { JobEvent } from '../receive/event.ts'
import { LANGUAGES } from '../rules/rules.ts'
import type { Context } from './context.ts'
import { withExamples } from './examples.ts'
import { readEvent } from './event-input.ts'
import { type FileFlags, type SoundConfiguration, soundConfigurationOf } from './files.ts'
import { asJson, EXIT } from './output.ts'
import { DELIVERY, previewOf, showPage, type Made } from './preview.ts'
import { refuse } from './refuse.ts'
import { digestMessage, type DigestFlags } from './render-digest.ts'
import { SAMPLE_DIGESTS, type SampleDigestName } from './sample-digests.ts'

type Flags = FileFlags &
  DigestFlags & {
    readonly digest?: SampleDigestName
    /** True: on standard output. */
    readonly preview?: string | true
  }

/** `herald render`: the exact payload that would be posted, or a page that shows it. */
export function addRender(program: Command, context: Context): void {
  const command = program
    .command('render')
    .summary('the exact payload of a message, as JSON or drawn as a page')
    .description('Prints the body that would be posted to Slack or Discord for an event.')
    .argument('[event...]', 'a callback as a file, - for standard input, or key=value pairs')
    .option('--rules <file>', 'the rules file')
    .option('--templates <dir>', 'the templates')
    .option('--template <name>', "a template (default: the route's, or that of the job's state)")
    .option('--channel <name>', 'as this channel would get it: platform, language, zone, mentions')
    .addOption(new Option('--to <platform>', 'for this platform').choices(['slack', 'discord']))
    .addOption(new Option('--language <language>', 'in this language').choices(LANGUAGES))
    .addOption(
      new Option('--digest <kind>', 'a digest of sample numbers instead of an event').choices(SAMPLE_DIGESTS),
    )
    .option(
      '--preview [page.html]',
      'drawn as its platform shows it, as a page on standard output or in a file',
    )
    .option('--json', 'the output is always JSON, but with --preview')
    .action(async (words: string[], flags: Flags, self: Command) => {
      if (flags.preview !== undefined && flags.json === true)
        self.error('error: choose one of --preview and --json', { exitCode: EXIT.wrongUse })
      const { page, events } = previewOf(flags.preview, words)
      const wrong = wrongUse(events, flags)
      if (wrong !== null) {
        context.terminal.err(`${wrong}\n`)
        return context.exit(EXIT.wrongUse)
      }
      const found = await soundConfigurationOf(flags, context)
      if (found === null) return
      const unknown = unknownName(flags, found)
      if (unknown !== null) {
        context.terminal.err(`${unknown}\n`)
        return context.exit(EXIT.wrongUse)
      }
      const made = await madeOf(events, flags, found, context)
      if (made === null) return
      if (page === null) context.terminal.out(asJson(made.message.payload))
      else if (!(await showPage(made, page, context))) return
      if (made.problem !== undefined) context.terminal.err(`${made.problem}; this is the built-in text\n`)
      if (made.message.note !== undefined) context.terminal.err(`${made.message.note}\n`)
      context.exit(made.problem === undefined ? EXIT.fine : EXIT.problems)
    })
  withExamples(command, [
    'herald render project=sales_eu job_state=ERROR --channel ops',
    'herald render callback.json --template short --to discord',
    'herald render project=sales_eu job_state=ERROR --channel ops --preview page.html',
  ])
}

function wrongUse(events: readonly string[], { digest }: Flags): string | null {
  if (digest !== undefined)
    return events.length === 0 ? null : '--digest shows sample numbers, and takes no event'
  return events.length > 0 ? null : 'no event was given: a file, - for standard input, or key=value pairs'
}

function unknownName({ template, channel }: Flags, { rules, templates }: SoundConfiguration): string | null {
  if (channel !== undefined && !rules.channels.has(channel)) {
    return `there is no channel "${channel}"; there are ${[...rules.channels.keys()].join(', ')}`
  }
  if (template !== undefined && !templates.has(template)) {
    return `there is no template "${template}"; there are ${[...templates.keys()].join(', ')}`
  }
  return null
}

/** Null where the event could not be read, which is said. */
async function madeOf(
  events: readonly string[],
  flags: Flags,
  found: SoundConfiguration,
  context: Context,
): Promise<Made | null> {
  if (flags.digest !== undefined) return digestMessage(flags.digest, flags, found, context.now())
  const input = await readEvent(events, { now: context.now(), stdin: context.stdin })
  if ('event' in input) return messageFor(input.event, flags, found, context.now())
  refuse(input.problems, flags.json, context)
  return null
}

function messageFor(
  event: JobEvent,
  flags: Flags,
  { rules, templates }: SoundConfiguration,
  now: number,
): Made {
  const channel = flags.channel === undefined ? undefined : rules.channels.get(flags.channel)
  const route = rules.match(event).routes.find((one) => one.channel === flags.channel)
  const language = flags.language ?? route?.language ?? channel?.language ?? rules.language
  const timezone = route?.timezone ?? channel?.timezone ?? rules.timezone
  const shown = {
    template: flags.template ?? route?.template ?? channel?.template ?? null,
    language,
    timezone,
    ...(route?.team === undefined ? {} : { team: route.team }),
  }
  const telling = { event, route: shown, delivery: DELIVERY, toldBefore: false, now }
  const { card, ...rest } = routeCard(telling, { rules, templates })
  const platform = flags.to ?? channel?.platform ?? 'slack'
  const mentions = mentionIds(route?.mentions ?? [], rules, channel?.account ?? platform)
  const look = { language, mentions, delivery: DELIVERY, maybeRepeat: false }
  const message = MESSAGES[platform].toMessage(card, look)
  const title = `${event.project} ${event.job_state}`
  return { message, platform, title, language, timezone, mentions: rules.mentions, ...rest }
}
