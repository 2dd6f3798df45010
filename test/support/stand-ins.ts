import { type StandInDiscordOptions, startStandInDiscord } from './stand-in-discord.ts'
import { type StandInReceiverOptions, startStandInReceiver } from './stand-in-receiver.ts'
import { type StandInSlackOptions, startStandInSlack } from './stand-in-slack.ts'

/**
 * All stand-ins as a process of their own, so that they outlive a bridge that is killed:
 * `node test/support/stand-ins.ts ['{"slack":{"perSecond":1},"discord":{}}']`. Prints one line of JSON with their
 * addresses; `GET <origin>/-/posts[?atLeast=n]` waits for and tells what came, `POST <origin>/-/faults` replaces
 * the faults that wait. Ends at SIGTERM, or with the process that forked it.
 */
const options = JSON.parse(process.argv[2] ?? '{}') as {
  slack?: StandInSlackOptions
  discord?: StandInDiscordOptions
  receiver?: Omit<StandInReceiverOptions, 'passwords'>
}
const slack = await startStandInSlack(options.slack)
const discord = await startStandInDiscord(options.discord)
const receiver = await startStandInReceiver(options.receiver)
process.stdout.write(
  `${JSON.stringify({
    slack: { origin: slack.origin, apiUrl: slack.apiUrl, webhookUrl: slack.webhookUrl },
    discord: { origin: discord.origin, apiUrl: discord.apiUrl, webhookUrl: discord.webhookUrl },
    receiver: { origin: receiver.origin, hookUrl: receiver.hookUrl },
  })}\n`,
)
for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.once(signal, () => process.exit(0))
