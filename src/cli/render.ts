import { type Command, Option } from 'commander'
import { mentionIds } from '../deliver/compose.ts'
import { MESSAGES } from '../platforms/messages.ts'
import type { Message } from '../platforms/platform.ts'
import type { JobEvent } from '../receive/event.ts'
import { renderCard } from '../render/render.ts'
import { type Language, LANGUAGES, type PlatformName } from '../rules/rules.ts'
import type { Context } from './context.ts'
import { readEvent } from './event-input.ts'
import { type FileFlags, type SoundConfiguration, soundConfigurationOf } from './files.ts'
import { asJson, EXIT, frames } from './output.ts'

type Flags = FileFlags & {
  readonly template?: string
  readonly channel?: string
  readonly to?: PlatformName
  readonly language?: Language
}

/** `herald render`: the exact payload that would be posted. */
export function addRender(program: Command, context: Context): void {
  program
    .command('render')
    .summary('the exact payload of a message, as JSON')
    .description('Prints the body that would be posted to Slack or Discord for an event.')
    .argument('<event...>', 'a callback as a file, - for standard input, or key=value pairs')
    .option('--rules <file>', 'the rules file')
    .option('--templates <dir>', 'the templates')
    .option('--template <name>', "a template (default: the route's, or that of the job's state)")
    .option('--channel <name>', 'as this channel would get it: platform, language, zone, mentions')
    .addOption(new Option('--to <platform>', 'for this platform').choices(['slack', 'discord']))
    .addOption(new Option('--language <language>', 'in this language').choices(LANGUAGES))
    .option('--json', 'the output is always JSON')
    .action(async (words: string[], flags: Flags) => {
      const found = await soundConfigurationOf(flags, context)
      if (found === null) return
      const unknown = unknownName(flags, found)
      if (unknown !== null) {
        context.terminal.err(`${unknown}\n`)
        return context.exit(EXIT.wrongUse)
      }
      const input = await readEvent(words, { now: context.now(), stdin: context.stdin })
      if ('problems' in input) {
        context.terminal.err(frames(input.problems, new Map()))
        return context.exit(EXIT.problems)
      }
      const { message, problem } = messageFor(input.event, flags, found, context.now())
      context.terminal.out(asJson(message.payload))
      if (problem !== undefined) context.terminal.err(`${problem}; this is the built-in text\n`)
      context.exit(problem === undefined ? EXIT.fine : EXIT.problems)
    })
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

function messageFor(
  event: JobEvent,
  flags: Flags,
  { rules, templates }: SoundConfiguration,
  now: number,
): { readonly message: Message; readonly problem?: string } {
  const channel = flags.channel === undefined ? undefined : rules.channels.get(flags.channel)
  const route = rules.match(event).routes.find((one) => one.channel === flags.channel)
  const language = flags.language ?? route?.language ?? channel?.language ?? rules.language
  // Not a real delivery: the form of its id, and no more.
  const delivery = 'xxxxx-0'
  const { card, ...rest } = renderCard(
    templates,
    flags.template ?? route?.template ?? channel?.template ?? null,
    {
      event,
      language,
      timezone: route?.timezone ?? channel?.timezone ?? rules.timezone,
      delivery,
      toldBefore: false,
      now,
    },
  )
  const platform = flags.to ?? channel?.platform ?? 'slack'
  const mentions = mentionIds(route?.mentions ?? [], rules, channel?.account ?? platform)
  const message = MESSAGES[platform].toMessage(card, { language, mentions, delivery, maybeRepeat: false })
  return { message, ...rest }
}
