import { type StandIn, startStandIn, type StandInRequest, type Taken } from './stand-in.ts'
import type { Answer } from './stand-in-faults.ts'

export interface StandInReceiverOptions {
  /** Passwords that are valid now, of the user `kylin`; null: it wants none. */
  readonly passwords?: ReadonlySet<string> | null
  readonly port?: number
}

/** Another receiver of Kylin's callbacks: the bridge that was there before Herald. */
export interface StandInReceiver extends StandIn {
  /** Where callbacks go. */
  readonly hookUrl: string
}

/** The password that is valid unless `passwords` says otherwise. */
export const RECEIVER_PASSWORD = 'stand-in-receiver-password'
const HOOK = '/hook'

const aimOf = ({ url }: StandInRequest) => ({ kind: 'post', channel: url.pathname }) as const

/** Takes callbacks at `/hook`; each is a post of the channel `/hook`, with its project as text and its body as id. */
export async function startStandInReceiver(options: StandInReceiverOptions = {}): Promise<StandInReceiver> {
  const { passwords = null } = options

  function answer({ method, url, headers, body }: StandInRequest, { accept }: Taken): Answer {
    const basic = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
    const [user, password = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':')
    if (passwords !== null && (user !== 'kylin' || !passwords.has(password))) return { status: 401, body: '' }
    if (method !== 'POST' || url.pathname !== HOOK) return { status: 404, body: '' }
    if (headers['content-type'] !== 'application/json') return { status: 415, body: '' }
    const payload = JSON.parse(body) as Record<string, unknown>
    accept({
      at: performance.timeOrigin + performance.now(),
      channel: HOOK,
      text: String(payload['project']),
      payload,
      id: body,
    })
    return { status: 200, body: '' }
  }

  const standIn = await startStandIn({ aimOf, answer }, options.port)
  return Object.assign(standIn, { hookUrl: `${standIn.origin}${HOOK}` })
}
