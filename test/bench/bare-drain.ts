import { WebClient } from '@slack/web-api'

/**
 * The least that a drain costs: Slack's client in a loop, as it comes, which reads, renders and stores nothing. Says how
 * long it took and what it cost. Arguments: Slack's address, how many, to how many channels, the message as JSON.
 */
const [, , slackApiUrl = '', count = '', channels = '', message = ''] = process.argv
/** As many as the bridge has under way at once. */
const AT_ONCE = 64

const client = new WebClient(process.env['SLACK_BOT_TOKEN'], {
  slackApiUrl,
  retryConfig: { retries: 0 },
  maxRequestConcurrency: AT_ONCE,
})
const payload = JSON.parse(message) as Record<string, unknown>
let next = 0

async function send(): Promise<void> {
  while (next < Number(count)) {
    const channel = `#c${next % Number(channels)}`
    next += 1
    await client.apiCall('chat.postMessage', { ...payload, channel })
  }
}

const startedAt = performance.now()
await Promise.all(Array.from({ length: AT_ONCE }, send))
const ms = performance.now() - startedAt
const { user, system } = process.cpuUsage()
console.log(JSON.stringify({ perSecond: (Number(count) * 1000) / ms, cpu: (user + system) / 1e6 }))
