import { type Answer, say } from '../receive/answer.ts'
import { inTime } from './in-time.ts'
import { wantsJson } from './wants-json.ts'

export interface HealthSource {
  /** Why no callback should be sent here now; null when all is well. */
  readonly notReady: () => Promise<string | null>
  readonly replica: string
  /** Hash of the rules in force. */
  readonly rules: () => string
  /** How long it may take, ms. */
  readonly answerMs?: number
}

/** A stalled disk must not make it hang: those who ask give up after a few seconds. */
const ANSWER_MS = 2_000

/**
 * `GET /healthz`: the process runs. `GET /readyz`: it can take callbacks, else 503 with the reason, within 2 s however
 * the store is. Text; JSON, which also names replica and rules, by `Accept` or `?format=json`.
 */
export function healthAnswers({
  notReady,
  replica,
  rules,
  answerMs = ANSWER_MS,
}: HealthSource): Readonly<Record<string, Answer>> {
  let asked: Promise<string | null> | null = null
  const ready: Answer = async ({ url = '', headers }, outgoing) => {
    // One question at a time, however many ask.
    asked ??= notReady().finally(() => (asked = null))
    const reason = await inTime(answerMs, asked, 'the store does not answer')
    const status = reason === null ? 200 : 503
    const fresh = { 'Cache-Control': 'no-store' }
    const format = new URLSearchParams(url.split('?')[1]).get('format')
    if (wantsJson(format, headers.accept)) {
      const whole = JSON.stringify({ ready: reason === null, reason, replica, rules: rules() })
      return say(outgoing, status, whole, { ...fresh, 'Content-Type': 'application/json' })
    }
    say(outgoing, status, reason === null ? 'ready\n' : `not ready: ${reason}\n`, fresh)
  }
  return { '/healthz': (_, outgoing) => say(outgoing, 200, 'ok\n'), '/readyz': ready }
}
