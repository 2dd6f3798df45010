import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import type { SendTestAnswer } from '../console/send-test.ts'
import type { WhyJson } from '../console/why-json.ts'
import { type Reason, REMEDY } from '../platforms/platform.ts'
import { askBridge, BRIDGE_HELP, withUrl } from './ask-bridge.ts'
import { type Bridge, BridgeError } from './bridge-client.ts'
import type { Context } from './context.ts'
import { withExamples } from './examples.ts'
import { asJson, EXIT } from './output.ts'
import { plain } from '../steering.ts'
import { count } from './terminal-text.ts'

interface Flags {
  readonly timeout: number
  readonly url?: string
  readonly json?: boolean
}

type Delivery = WhyJson['deliveries'][number]

const LOOK_EVERY_MS = 200

/** `herald send-test`: one real message, and where it arrived. */
export function addSendTest(program: Command, context: Context): void {
  const command = withUrl(program.command('send-test'))
    .summary('one real message to a channel, marked as a test')
    .description(
      'Has a running bridge post one message, marked as a test, on the way that all messages go, and says where it ' +
        'arrived or why it did not.\nExit 1 where it did not arrive in time, 2 where there is no such channel.',
    )
    .argument('<channel>', 'its name in rules.yaml')
    .option('--timeout <s>', 'so many seconds to wait for it', count, 30)
    .option('--json', 'as JSON: { event, channel, state, receipt, reason, detail, help }')
    .action((channel: string, flags: Flags) =>
      askBridge(flags, context, (bridge) => sendTest(bridge, channel, flags, context)),
    )
  withExamples(command, ['herald send-test ops', 'herald send-test china --timeout 60'], BRIDGE_HELP)
}

async function sendTest(bridge: Bridge, channel: string, flags: Flags, context: Context): Promise<void> {
  const { terminal, exit } = context
  const sent = await asked(bridge, channel)
  if (typeof sent === 'string') {
    terminal.err(`${sent}\n`)
    return exit(EXIT.wrongUse)
  }
  const delivery = await outcomeOf(bridge, sent.event, flags.timeout * 1_000)
  const failed = delivery?.attempts.findLast(({ reason }) => reason !== null)
  const arrived = delivery?.state === 'sent'
  const shown = {
    event: sent.event,
    channel: delivery?.channel ?? sent.channel,
    state: delivery?.state ?? 'waiting',
    receipt: delivery?.receipt ?? null,
    reason: arrived ? null : (failed?.reason ?? null),
    detail: arrived ? '' : (failed?.detail ?? ''),
    help: delivery?.help ?? '',
  }
  exit(arrived ? EXIT.fine : EXIT.problems)
  if (flags.json === true) return terminal.out(asJson(shown))
  const moved = shown.channel === channel ? '' : ` (of ${plain(channel)}, whose place each event decides)`
  const where = `${plain(shown.channel)}${moved}`
  if (!arrived) return terminal.err(notArrived(shown, where, flags.timeout))
  terminal.out(`arrived in ${where}: ${sent.inbox ? `${bridge.address}/inbox` : placeOf(delivery)}\n`)
}

/** The bridge's answer, or its word that there is no such channel. @throws BridgeError */
async function asked(bridge: Bridge, channel: string): Promise<SendTestAnswer | string> {
  try {
    const path = `/api/channels/${encodeURIComponent(channel)}/test`
    return (await bridge.post(path, {})) as SendTestAnswer
  } catch (error) {
    if (error instanceof BridgeError && error.missing) return plain(error.message)
    throw error
  }
}

/** The test's delivery once it arrived or will not by itself, or as it is after so long. */
async function outcomeOf(bridge: Bridge, event: string, ms: number): Promise<Delivery | undefined> {
  const deadline = performance.now() + ms
  for (;;) {
    const { deliveries } = (await bridge.get(`/api/events/${event}`)) as WhyJson
    const [delivery] = deliveries
    const over = performance.now() >= deadline
    if (over || (delivery !== undefined && isDecided(delivery))) return delivery
    await sleep(LOOK_EVERY_MS)
  }
}

/** A token that is refused is a person's matter, though the message waits for it. */
function isDecided({ state, attempts }: Delivery): boolean {
  const reason: Reason | null = attempts.at(-1)?.reason ?? null
  return state !== 'waiting' || (reason !== null && REMEDY[reason] === 'account')
}

function placeOf({ receipt, platform, place }: Delivery): string {
  if (receipt?.permalink !== undefined) return plain(receipt.permalink)
  const ids = [receipt?.channel ?? '', receipt?.message ?? ''].filter((part) => part !== '')
  return plain([platform, place, ...ids].filter((part) => part !== '').join(' '))
}

interface Shown {
  readonly event: string
  readonly state: string
  readonly reason: string | null
  readonly detail: string
  readonly help: string
}

function notArrived({ event, state, reason, detail, help }: Shown, where: string, seconds: number): string {
  const why = [reason ?? 'no answer yet', detail].filter((part) => part !== '').join(', ')
  const lines = [
    `did not arrive in ${where}${reason === null ? ` within ${seconds} s` : ''}: ${plain(why)}`,
    ...(help === '' ? [] : [`help: ${plain(help)}`]),
    ...(state === 'waiting' ? ['it waits, and is sent when that is mended'] : []),
    `more: herald why ${event}`,
  ]
  return `${lines.join('\n')}\n`
}
