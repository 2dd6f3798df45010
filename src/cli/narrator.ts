import { drawInTerminal } from '../console/terminal.ts'
import type { Composed } from '../deliver/attempt.ts'
import { isRepeatable } from '../deliver/kinds.ts'
import type { JobEvent } from '../receive/event.ts'
import { explainLines } from '../rules/explain.ts'
import type { Decision, Rules } from '../rules/rules.ts'
import type { Claim } from '../store/claimed.ts'
import type { Terminal } from './output.ts'
import { plain } from '../steering.ts'

/** What became of a decision, by what its channels were told before. */
interface Became {
  /** How many of its messages do not go by themselves. */
  readonly kept: number
  /** No rule took it, and it goes on in a story. */
  readonly followed: boolean
}

/** Tells a person at a terminal, callback by callback, why it went where it went and what was posted there. */
export interface Narrator {
  readonly accepted: (event: JobEvent, decision: Decision, became: Became) => void
  readonly sent: (claim: Claim, composed: Composed) => void
}

/** A callback whose messages do not come (a platform is away) is told without them after so many others. */
const MOST_TELLINGS = 200

interface Telling {
  readonly head: string
  readonly messages: string[]
  left: number
}

/** A callback and its messages are told in one piece, once the last of them is sent. */
export function createNarrator(rules: () => Rules, { out, color, width }: Terminal): Narrator {
  const tellings = new Map<string, Telling>()
  const early = new Map<string, string[]>()

  function tellIfDone(id: string, telling: Telling): void {
    if (telling.left > 0) return
    tellings.delete(id)
    out(`${[telling.head, ...telling.messages].join('\n\n')}\n\n`)
  }

  return {
    accepted(event, decision, { kept, followed }) {
      const { job_state, job_type, project } = event
      const { trace } = decision
      const told = followed ? { ...decision, trace: { ...trace, outcome: 'followed' as const } } : decision
      const lines = explainLines(told).map((line) => `  ${line}`)
      const title = `▶ ${plain(`${project} · ${job_type} · ${job_state}`)}`
      const messages = early.get(event.id) ?? []
      early.delete(event.id)
      const left = followed ? 0 : decision.routes.length - kept - messages.length
      const telling = { head: [title, ...lines].join('\n'), messages, left }
      tellings.set(event.id, telling)
      const [oldest] = tellings
      if (tellings.size > MOST_TELLINGS && oldest !== undefined)
        tellIfDone(oldest[0], { ...oldest[1], left: 0 })
      tellIfDone(event.id, telling)
    },
    sent(claim, { card, place }) {
      // A callback that is passed on is no message, and an edit none of its own.
      if (card === null || claim.platform === 'forward' || isRepeatable(claim.kind)) return
      const channel = rules().channels.get(claim.route.channel)
      const about = {
        channel: claim.route.channel,
        platform: channel?.platform ?? claim.platform,
        place,
        mentions: claim.route.mentions,
      }
      const drawn = drawInTerminal(card, about, { color, width })
      // What no rule sends, or what stands for many, is told by itself.
      if (claim.route.follows === true || claim.kind !== 'message') return out(`${drawn}\n\n`)
      const telling = tellings.get(claim.event.id)
      // A fast platform can be done before the acceptance was told of.
      if (telling === undefined) {
        if (early.size > MOST_TELLINGS) early.clear()
        early.set(claim.event.id, [...(early.get(claim.event.id) ?? []), drawn])
      } else {
        telling.messages.push(drawn)
        telling.left -= 1
        tellIfDone(claim.event.id, telling)
      }
    },
  }
}
