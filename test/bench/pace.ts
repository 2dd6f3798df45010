import { callbackBody, postLoad } from '../support/load.ts'
import { startStandInSlack } from '../support/stand-in-slack.ts'
import { startBridge } from './bridge.ts'
import type { Row } from './row.ts'

const EVENTS = 60

/** A burst into one channel of a Slack that takes one message a second there, as the real one does. */
export async function pace(): Promise<readonly Row[]> {
  const slack = await startStandInSlack({ perSecond: 1 })
  const bridge = await startBridge({
    rules: `
version: 1
channels: { a: { to: "slack:#a", limit: none } }
rules: [{ name: all, when: { project: "*" }, send: a }]
unmatched: drop
`,
    slackUrl: slack.apiUrl,
  })
  await postLoad({
    url: bridge.url,
    path: '/kylin/callback',
    connections: 8,
    requests: EVENTS,
    body: (n) => callbackBody(n),
  })
  const posts = await slack.waitFor(EVENTS)
  const seconds = ((posts.at(-1)?.at ?? Number.NaN) - (posts[0]?.at ?? 0)) / 1000
  const { rateLimited } = slack.counters
  await bridge.end()
  await slack.close()
  return [
    {
      work: `one channel paced at 1/s, ${EVENTS} events`,
      measured: `${seconds.toFixed(1)} s from the first to the last, ${rateLimited} times 429`,
      baseline: '',
      ratio: '60 s ± 2, at most one 429',
      met: Math.abs(seconds - EVENTS) <= 2 && rateLimited <= 1,
    },
  ]
}
