import { createHash } from 'node:crypto'
import { systemClock } from '../../../src/clock.ts'
import { deliveriesOf } from '../../../src/deliver/promise.ts'
import { aLog } from '../../support/a-log.ts'
import { createMetrics } from '../../../src/metrics.ts'
import { parseCallback } from '../../../src/receive/callback.ts'
import { newEventId } from '../../../src/receive/event-id.ts'
import { loadRules } from '../../../src/rules/load.ts'
import { readSettings } from '../../../src/settings.ts'
import type { Settlement } from '../../../src/store/claimed.ts'
import type { Store } from '../../../src/store/store.ts'
import { openStore } from '../../../src/store/sqlite/worker-store.ts'
import { type DeliveryOptions, startDelivery } from '../../../src/wiring/delivery.ts'
import { bench } from '../../store/harness.ts'
import { shippedTemplates } from '../../support/shipped-templates.ts'
import { SLACK_TOKEN } from '../../support/stand-in-slack.ts'

/** The whole sending half over a real store whose time passes only while nothing is under way, and then at once. */
export interface Simulation {
  /** Simulated time since the start, ms. */
  readonly now: () => number
  /** Stores a callback with its deliveries, as the door does. */
  readonly accept: (body: string) => Promise<void>
  /** Resolves when so much time has passed. */
  readonly pass: (ms: number) => Promise<unknown>
  /** Resolves true when nothing waits any more, false when something still does after so much time. */
  readonly drain: (mostMs: number) => Promise<boolean>
  /** Rows of the database. */
  readonly rows: (sql: string) => Promise<readonly Record<string, unknown>[]>
  readonly end: () => Promise<void>
}

export interface SimulationOptions {
  readonly rules: string
  readonly slackUrl: string
  /** Told of every outcome before it is stored. */
  readonly onSettling?: (settlement: Settlement) => void
  /** Told before each step of time. */
  readonly onStep?: () => void
}

interface Goal {
  readonly until: number
  readonly orDrained: boolean
  readonly reached: (drained: boolean) => void
}

export async function aSimulation(options: SimulationOptions): Promise<Simulation> {
  const database = bench(openStore)
  const real = await database.open()
  const looks = await looksOf(options.rules)
  const settings = readSettings(
    {},
    {
      env: { SLACK_API_URL: options.slackUrl, SLACK_BOT_TOKEN: SLACK_TOKEN },
      pid: process.pid,
      stderrIsTerminal: false,
    },
  )
  if (Array.isArray(settings)) throw new Error(settings.map(({ message }) => message).join('; '))
  const [{ ms: start } = { ms: 0 }] = (await database.run('SELECT ms FROM test_clock')) as unknown as {
    ms: number
  }[]
  let now = 0
  let goal: Goal | null = null
  let parked = Promise.withResolvers<void>()
  let underWay = 0
  const clock = { now: () => start + now, elapsed: systemClock.elapsed }

  /** The claim that is asked for together with what is due next. */
  let claiming: Promise<unknown> = Promise.resolve()

  /** The one place where time passes: where there was nothing to claim. */
  async function nextDueMs(busy: readonly string[] | undefined): Promise<number | null> {
    const [due] = await Promise.all([real.nextDueMs(busy), claiming])
    if (underWay > 0) return due
    if (goal !== null && (now >= goal.until || (goal.orDrained && due === null))) {
      goal.reached(due === null)
      goal = null
    }
    if (goal === null) {
      await parked.promise
      return 0
    }
    const step = Math.min(due ?? Infinity, goal.until - now)
    if (step > 0) {
      options.onStep?.()
      await database.pass(step)
      now += step
    }
    return 0
  }

  async function done(work: Promise<void>): Promise<void> {
    await work
    underWay -= 1
    if (underWay === 0) delivery.wake()
  }

  const store: Store = {
    ...real,
    nextDueMs,
    claim(limit, busy) {
      const claims = real.claim(limit, busy).then((found) => {
        underWay += found.length
        return found
      })
      claiming = claims.catch(() => undefined)
      return claims
    },
    settle(settlement) {
      options.onSettling?.(settlement)
      return done(real.settle(settlement))
    },
    release: (claim) => done(real.release(claim)),
  }
  const log = aLog()
  const metrics = createMetrics('simulated')
  const delivery = startDelivery({
    settings,
    looks: () => looks,
    store,
    clock,
    log,
    metrics,
    onSent: undefined,
  })

  function reach(until: number, orDrained: boolean): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    goal = { until, orDrained, reached: resolve }
    parked.resolve()
    parked = Promise.withResolvers()
    delivery.wake()
    return promise
  }

  return {
    now: () => now,
    async accept(body) {
      const bytes = Buffer.from(body)
      const receivedAt = clock.now()
      const id = newEventId(receivedAt, Math.random)
      const parsed = parseCallback(bytes, { id, cluster: 'default', receivedAt })
      if (!('event' in parsed)) throw new Error('no usable callback')
      const decision = looks.rules.match(parsed.event)
      const deliveries = deliveriesOf(decision, parsed.event, looks.rules, false)
      const hash = createHash('sha256').update(bytes).digest('hex')
      await real.accept({ event: parsed.event, hash, trace: decision.trace, deliveries })
    },
    pass: (ms) => reach(now + ms, false),
    drain: (mostMs) => reach(now + mostMs, true),
    rows: database.run,
    async end() {
      const stopped = delivery.stop()
      // Time stands still; who asks for what is due next has to be told.
      parked.resolve()
      await stopped
      await database.close()
    },
  }
}

/** The rules and templates in force. */
type Looks = ReturnType<DeliveryOptions['looks']>

async function looksOf(text: string): Promise<Looks> {
  const { rules, problems } = loadRules(text, 'rules.yaml')
  if (rules === null) throw new Error(problems.map(({ message }) => message).join('; '))
  return { rules, templates: await shippedTemplates() }
}
