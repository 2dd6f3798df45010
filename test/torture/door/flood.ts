import { mutant } from './mutants.ts'
import { randomOf } from '../random.ts'
import { basic, chunked, openWire, requestBytes, type Wire } from '../wire.ts'

export interface FloodOptions {
  readonly url: string
  readonly authorization: string
  readonly requests: number
  readonly connections: number
  readonly seed: number
  /** Called after so many of them. */
  readonly every: number
  readonly onEvery: (done: number) => Promise<void>
}

export interface FloodResult {
  /** How often each status was answered; 0: no answer. */
  readonly statuses: ReadonlyMap<number, number>
  /** What was answered otherwise than promised, a few of them. */
  readonly astray: readonly string[]
  readonly seconds: number
}

const METHODS = ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const
const PATHS = ['/', '/prod', '/prod/eu/', '/%00%ff', '/..%2fx', `/${'x'.repeat(300)}`, '?a=b'] as const
const KNOCKS = [
  basic('kylin', 'wrong'),
  basic('', ''),
  'Basic !',
  'Bearer x',
  basic('x', 'y'.repeat(4_000)),
] as const

/** Posts mutants one after another over connections that stay open; a twelfth of them knock wrongly. */
export async function flood(options: FloodOptions): Promise<FloodResult> {
  const statuses = new Map<number, number>()
  const astray: string[] = []
  const startedAt = performance.now()
  let next = 0

  async function run(): Promise<void> {
    let wire: Wire | null = null
    while (next < options.requests) {
      const n = next
      next += 1
      if (n > 0 && n % options.every === 0) await options.onEvery(n)
      const { bytes, promised } = attempt(n, options)
      if (wire === null || wire.isClosed()) wire = await openWire(options.url)
      wire?.write(bytes)
      const { status } = (await wire?.answer()) ?? { status: 0 }
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      const kept = status === promised || (status === 503 && promised === 200)
      if (!kept && astray.length < 5) astray.push(`number ${n}: ${status} instead of ${promised}`)
    }
    wire?.cut()
  }

  await Promise.all(Array.from({ length: options.connections }, run))
  return { statuses, astray, seconds: (performance.now() - startedAt) / 1000 }
}

/** Request number n of a seed, and the status that it has to be answered with. */
function attempt(n: number, { seed, authorization }: FloodOptions): { bytes: Buffer; promised: number } {
  const random = randomOf(seed * 1_000_003 + n)
  const body = mutant(n, `p${n % 32}`, random)
  const path = `/kylin/callback${random.chance(0.1) ? random.pick(PATHS) : ''}`
  if (random.chance(0.03)) {
    return { bytes: requestBytes({ method: random.pick(METHODS), path, body, authorization }), promised: 405 }
  }
  const known = !random.chance(0.05)
  const knock = known ? authorization : random.pick(KNOCKS)
  const promised = known ? 200 : 401
  if (!random.chance(0.1)) return { bytes: requestBytes({ path, body, authorization: knock }), promised }
  const parts = chunked(body, 1 + random.below(5_000))
  const headers = 'Transfer-Encoding: chunked\r\n'
  return { bytes: requestBytes({ path, body: parts, headers, authorization: knock, length: null }), promised }
}
