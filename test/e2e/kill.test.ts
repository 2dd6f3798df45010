import { expect, test } from 'vitest'
import { callbackBody, postLoad } from '../support/load.ts'
import type { Post } from '../support/stand-in.ts'
import { aSetting } from './setting.ts'

const ROUNDS = 20
const CALLBACKS_A_ROUND = 200
const CHANNELS = 8

const PLACES = Array.from({ length: CHANNELS }, (_, n) => (n % 2 === 0 ? `#c${n}` : `11223344556677880${n}`))

/** Even projects go to Slack, odd ones to Discord; eight channels in all. */
const RULES = `
version: 1
channels:
${Array.from({ length: CHANNELS }, (_, n) => (n % 2 === 0 ? `  c${n}: { to: "slack:#c${n}", pace: none }` : `  c${n}: discord:11223344556677880${n}`)).join('\n')}
rules:
${Array.from({ length: CHANNELS }, (_, n) => `  - { name: to ${n}, when: { project: kill_${n} }, send: c${n} }`).join('\n')}
unmatched: drop
`

test(
  `every callback answered 200 arrives, though the process is killed ${ROUNDS} times under load`,
  { timeout: 180_000 },
  async () => {
    const setting = await aSetting(RULES, { discord: { globalPerSecond: 100_000, perFiveSeconds: 100_000 } })
    const accepted = new Set<number>()
    let killedWithWork = 0
    for (let round = 0; round < ROUNDS; round += 1) {
      const herald = await setting.serve()
      const load = postLoad({
        url: herald.url,
        path: '/kylin/callback',
        connections: 8,
        requests: CALLBACKS_A_ROUND,
        body: (n) => body(round * CALLBACKS_A_ROUND + n),
        onAccepted: (count) => {
          // At another point of the load each round, the same in every run.
          if (count === 10 + ((round * 37) % 180)) void herald.kill('SIGKILL')
        },
      })
      const { accepted: answered } = await load
      await herald.ended
      for (const n of answered) accepted.add(round * CALLBACKS_A_ROUND + n)
      const seen = told(setting)
      if ([...accepted].some((n) => !seen.has(n))) killedWithWork += 1
    }
    expect(killedWithWork).toBeGreaterThan(ROUNDS / 2)

    const herald = await setting.serve()
    for (;;) {
      const seen = told(setting)
      const missing = [...accepted].filter((n) => !seen.has(n)).length
      if (missing === 0) break
      const { slack, discord } = setting
      await Promise.race([slack.waitFor(slack.posts.length + 1), discord.waitFor(discord.posts.length + 1)])
    }
    const posts = [...setting.slack.posts, ...setting.discord.posts]
    const repeats = posts.length - told(setting).size
    // What was in flight at a kill is looked for in Slack before it is sent again; Discord knows it by its nonce.
    expect(repeats).toBe(0)
    expect(new Set(setting.discord.posts.map(numberOf)).size).toBe(setting.discord.posts.length)
    const astray = posts.filter((post) => post.channel !== PLACES[numberOf(post) % CHANNELS])
    expect(astray).toEqual([])
    console.log(`kill -9: ${ROUNDS} rounds, ${accepted.size} answered 200, 0 lost, ${repeats} repeats`)
    expect(await herald.kill('SIGTERM')).toBe(0)
  },
)

function body(n: number): string {
  return callbackBody(n, { project: `kill_${n % CHANNELS}`, tag: `<<${n}>>` })
}

interface Stands {
  readonly slack: { readonly posts: readonly Post[] }
  readonly discord: { readonly posts: readonly Post[] }
}

function told({ slack, discord }: Stands): Set<number> {
  return new Set([...slack.posts, ...discord.posts].map(numberOf))
}

const numbers = new WeakMap<Post, number>()

/** The number of the callback that a post tells of, from the job id in it. */
function numberOf(post: Post): number {
  const known =
    numbers.get(post) ?? Number(/3b0ec2ff-e629-373e-87b1-(\d{12})/.exec(JSON.stringify(post.payload))?.[1])
  numbers.set(post, known)
  return known
}
