import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { bodyJson } from '../../console/operate.ts'
import { clusterOf } from '../../receive/routes.ts'
import { spelledCluster } from '../../rules/parts/clusters.ts'
import type { Cluster, Rules } from '../../rules/rules.ts'
import type { Settings } from '../../settings.ts'
import { type Bridge, BridgeError } from '../bridge-client.ts'
import { type Check, type Finding, fine, note, problem } from './finding.ts'
import { type Posted, postAsKylin } from './post-as-kylin.ts'

/** Large as a callback with a long stack trace of a job with many segments. */
const BYTES = 10 * 2 ** 20
const LOOK_TIMES = 8
const LOOK_EVERY_MS = 250
const LIMIT_MS = 60_000

/**
 * Posts a large body to the outside address as Kylin would, and looks whether it came in whole. It is no callback (it
 * has neither job nor project), so that no rule can ever send it: the bridge keeps its beginning in quarantine.
 */
export function callbackCheck(
  address: URL,
  rules: Rules | null,
  settings: Settings,
  bridge: Bridge | null,
): Check {
  const about = 'callback address'
  return {
    about,
    limitMs: LIMIT_MS,
    async look() {
      const mark = `herald-doctor-${Array.from({ length: 8 }, () => randomInt(10)).join('-')}`
      const posted = await postAsKylin(address, bodyOf(mark), authorizationFor(address, rules, settings))
      const answered = verdict(about, posted)
      if (answered.state !== 'fine') return [answered]
      return [answered, await arrival(about, mark, bridge)]
    },
  }
}

function bodyOf(mark: string): Buffer {
  const head = `{"herald_doctor":"${mark}","about":"A test of herald doctor: nothing is wrong.","filler":"`
  const tail = '"}'
  const line = 'a line of a stack trace, which has many\\n'
  const room = BYTES - head.length - tail.length
  return Buffer.from(
    head + line.repeat(Math.floor(room / line.length)) + 'x'.repeat(room % line.length) + tail,
  )
}

/** The credentials that its cluster asks for, as Kylin sends them; those in the address come first. */
function authorizationFor(address: URL, rules: Rules | null, settings: Settings): string | null {
  const { username, password } = address
  if (username !== '') return basic(decodeURIComponent(username), decodeURIComponent(password))
  const start = address.pathname.indexOf('/kylin/callback')
  const own = start === -1 ? null : credentialsOf(clusterOf(address.pathname.slice(start)), rules)
  if (own !== null) {
    const [source] = own.passwords
    return basic(own.username, source === undefined ? '' : (settings.secret(source)() ?? ''))
  }
  const { callback } = settings
  return callback === null ? null : basic(callback.username, callback.passwords[0]?.() ?? '')
}

function credentialsOf(name: string, rules: Rules | null): Cluster['credentials'] {
  if (rules === null) return null
  return rules.clusters.get(spelledCluster(rules.clusters, name))?.credentials ?? null
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

const REFUSALS: Readonly<Record<number, readonly [message: string, help: string]>> = {
  401: [
    'the credentials are refused',
    'Give Kylin and Herald the same CALLBACK_USERNAME and CALLBACK_PASSWORD; look whether a proxy drops Authorization.',
  ],
  403: ['something in between forbids it', 'Let the ingress or firewall pass POST from Kylin to Herald.'],
  404: [
    'there is nothing at this path',
    'End the address with /kylin/callback or /kylin/callback/<cluster>.',
  ],
  405: [
    'only POST is taken there, or the path is another program’s',
    'End the address with /kylin/callback.',
  ],
  408: ['it took too long to take the body in', 'Raise the read time-out of the ingress, or its bandwidth.'],
  411: [
    'a length is asked for and was sent',
    'A proxy in between drops Content-Length: switch its streaming off.',
  ],
  413: [
    'an ingress refuses bodies of 10 MB',
    'Let 64 MB through: client_max_body_size 64m (nginx), nginx.ingress.kubernetes.io/proxy-body-size: 64m.',
  ],
  502: ['the ingress does not reach Herald', 'Look whether Herald runs, and where the ingress sends.'],
  503: ['Herald or the ingress in front of it is not ready', 'Look at /readyz and at the log.'],
  504: ['the ingress got no answer from Herald in time', 'Look at the log of Herald, and at its disk.'],
}

function verdict(about: string, { status, location, silentMs, failure }: Posted): Finding {
  if (status === null) {
    const cut = 'An ingress with a limit of the body’s size often just closes: let 64 MB through.'
    return problem(
      about,
      `no answer: ${failure}`,
      /RESET|EPIPE|closed/.test(failure) ? cut : 'Look at name resolution, firewall and the address itself.',
    )
  }
  if (status >= 300 && status < 400) {
    const to = URL.parse(location)
    const where = to === null ? '' : ` to ${to.origin}${to.pathname}`
    return problem(
      about,
      `it redirects (HTTP ${status})${where}, which Kylin does not follow`,
      'Give Kylin the last address itself, https and slash included.',
    )
  }
  if (status !== 200) {
    const [message, help] = REFUSALS[status] ?? [
      'Kylin takes only 200 for delivered',
      'Look at what answers there.',
    ]
    return problem(about, `${message} (HTTP ${status})`, help)
  }
  const seconds = (silentMs / 1_000).toFixed(1)
  return silentMs > 3_000
    ? problem(
        about,
        `200 only after ${seconds} s of silence: Kylin gives up after 3 s`,
        'The ingress holds the body back, or is slow: switch request buffering off (proxy_request_buffering off), or give it more room.',
      )
    : fine(about, `10 MB were taken and answered 200, after ${seconds} s of silence`)
}

/** A 200 may be somebody else's: the body has to be found in the bridge. */
async function arrival(about: string, mark: string, bridge: Bridge | null): Promise<Finding> {
  if (bridge === null) return note(about, 'whether it came in was not looked at')
  try {
    for (let n = 0; n < LOOK_TIMES; n += 1) {
      const { bodies } = (await bridge.get('/api/quarantine')) as {
        readonly bodies: readonly ReturnType<typeof bodyJson>[]
      }
      const found = bodies.find(({ body }) => body.includes(mark))
      if (found !== undefined) {
        return found.bytes === BYTES
          ? fine(about, 'it came in whole; its beginning is kept in quarantine, and nobody is told')
          : problem(
              about,
              `of ${BYTES} bytes ${found.bytes} came in`,
              'Something in between changes or cuts bodies.',
            )
      }
      await sleep(LOOK_EVERY_MS)
    }
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error
    return note(about, 'whether it came in could not be asked', error.message)
  }
  return problem(
    about,
    `200, but nothing came in at ${bridge.address}`,
    'Something else answers there by itself: another Herald, a default page of the ingress, a health check.',
  )
}
