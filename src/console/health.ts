import { type Answer, say } from '../receive/answer.ts'
import { wantsJson } from './wants-json.ts'

export interface HealthSource {
  /** Why no callback should be sent here now, null when all is well; known in time (readiness.ts). */
  readonly notReady: () => Promise<string | null>
  readonly replica: string
  /** Hash of the rules in force. */
  readonly rules: () => string
}

/**
 * `GET /healthz`: the process runs. `GET /readyz`: it can take callbacks, else 503 with the reason. Text; JSON,
 * which also names replica and rules, by `Accept` or `?format=json`.
 */
export function healthAnswers({ notReady, replica, rules }: HealthSource): Readonly<Record<string, Answer>> {
  const ready: Answer = async ({ url = '', headers }, outgoing) => {
    const reason = await notReady()
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
