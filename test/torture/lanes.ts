import { callbackBody } from '../support/load.ts'
import type { Post } from '../support/stand-in.ts'

/** Some channels, each with callbacks of its own that are numbered: number k of lane l is `k * count + l`. */
export interface Lanes {
  readonly count: number
  /** A rules file that sends each lane's callbacks to its channel. */
  readonly rules: string
  /** The body of a callback, the same at every call. */
  readonly body: (number: number) => string
  /** The channel in which a callback has to be told. */
  readonly placeOf: (number: number) => string
}

/**
 * The first lanes go to Slack, the others to Discord.
 * @param pace as a channel has it; `''` for the platform's own
 */
export function someLanes(slack: number, discord: number, pace = 'none'): Lanes {
  const count = slack + discord
  const all = Array.from({ length: count }, (_, lane) => lane)
  const place = (lane: number): string => (lane < slack ? `#c${lane}` : String(DISCORD_PLACE + BigInt(lane)))
  const paced = pace === '' ? '' : `pace: ${pace}, `
  const channel = (lane: number): string =>
    `  c${lane}: { to: "${lane < slack ? 'slack' : 'discord'}:${place(lane)}", ${paced}files: none, limit: none }`
  return {
    count,
    rules: `version: 1
channels:
${all.map(channel).join('\n')}
rules:
${all.map((lane) => `  - { name: to ${lane}, when: { project: p_${lane} }, send: c${lane} }`).join('\n')}
unmatched: drop
`,
    body: (number) => callbackBody(number, { project: `p_${number % count}`, stacktrace: null }),
    placeOf: (number) => place(number % count),
  }
}

const DISCORD_PLACE = 112_233_445_566_778_800n

const JOB = /3b0ec2ff-e629-373e-87b1-(\d{12})/
const numbers = new WeakMap<Post, number>()

/** The number of the callback that a post tells of, from the job id in it. */
export function numberOf(post: Post): number {
  const known = numbers.get(post) ?? numberIn(JSON.stringify(post.payload))
  numbers.set(post, known)
  return known
}

/** The number in a job id, or in any text that holds one; NaN where there is none. */
export function numberIn(text: string): number {
  return Number(JOB.exec(text)?.[1])
}
