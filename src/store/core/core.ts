import type { Clock } from '../../clock.ts'
import { accept } from '../accept/accept.ts'
import { backlog } from '../pages/backlog.ts'
import { claim } from '../claim/claim.ts'
import { clockSteps } from './clock-step.ts'
import { commitLoop } from './commit-loop.ts'
import type { LoopOptions, Serve, Work } from './commit-loop.ts'
import { nextDueMs, waiting } from '../claim/due.ts'
import { deadLetters, deliveries } from '../pages/delivery-page.ts'
import { StoreDamaged } from './engine.ts'
import type { Engine } from './engine.ts'
import { events } from '../pages/event-page.ts'
import { addToInbox, inbox, inboxCounts, inboxVersion } from '../pages/inbox.ts'
import { ledger, pruneLedger } from '../pages/ledger-page.ts'
import { lockLanes } from './lock-lanes.ts'
import { each } from './operations.ts'
import type { Handler, OperationName } from './operations.ts'
import { quarantine } from '../operate/quarantine.ts'
import { quarantined } from '../pages/quarantine-page.ts'
import { event } from '../pages/read.ts'
import { recover, shift } from './recover.ts'
import { release } from '../claim/release.ts'
import { range } from '../operate/replay-range.ts'
import { replay } from '../operate/replay.ts'
import { reroute, routing } from '../operate/reroute.ts'
import { pruneSome } from '../operate/retention.ts'
import { savedRules, saveRules } from '../pages/saved-rules.ts'
import { migrate } from '../schema/migrate.ts'
import { settle } from '../settle/settle.ts'
import { keepTeamFile, teamFiles, toldTeamFile } from '../operate/team-files.ts'
import { addSilence, endSilence, silences } from '../operate/silences.ts'
import { addTrouble, endTrouble, troubles } from '../operate/trouble.ts'

export interface CoreOptions extends Pick<LoopOptions, 'before' | 'after' | 'onLost'> {
  readonly engine: Engine
  /** How the database is called in messages. */
  readonly name: string
  /** This process, by a name that it keeps over restarts: what it held before is its own again. */
  readonly owner: string
  readonly clock: Clock
}

export interface Core {
  readonly submit: (work: Work) => void
  /** Answers what was asked so far, then closes the engine. */
  readonly close: () => Promise<void>
}

/**
 * The store's work over an engine: brings the schema up to date, takes back what an earlier process held, and
 * serves calls through one commit loop.
 * @throws StoreRefused when the database cannot be used as it is
 */
export async function openCore(options: CoreOptions): Promise<Core> {
  const { owner } = options
  let damage: StoreDamaged | null = null
  const engine = watched(options.engine, (found) => (damage = found))
  const instance = await migrate(engine, options.name)
  await recover(engine, owner)
  // A server's clock is not ours: a step of ours says nothing of leases and pace.
  const step = engine.clock === 'machine' ? clockSteps(options.clock) : () => 0
  let owed = 0
  const loop = commitLoop({
    ...options,
    engine,
    handlers: handlersOf(engine, instance, owner),
    lock: lockLanes(engine.tokens, instance),
    // Before every batch, so that no lease is read by a clock that jumped; owed until it was committed.
    first() {
      owed += step()
      const argument = owed
      const done = () => void (owed -= argument)
      return argument === 0 ? null : { name: 'shift', argument, done, fail() {} }
    },
  })

  let closing: Promise<void> | null = null
  return {
    submit(work) {
      // A ping touches one page; once another was found damaged, the store is not well.
      if (work.name === 'ping' && damage !== null) work.fail(damage)
      else loop.submit(work)
    },
    close: () => (closing ??= loop.drain().then(engine.close)),
  }
}

function watched(engine: Engine, onDamage: (damage: StoreDamaged) => void): Engine {
  return {
    ...engine,
    async transaction(work, patience) {
      try {
        return await engine.transaction(work, patience)
      } catch (error) {
        if (error instanceof StoreDamaged) onDamage(error)
        throw error
      }
    },
  }
}

/**
 * What frees lanes comes before the claim, and so does what is new: a claim sees the whole of its transaction.
 * Reads come last.
 */
function handlersOf(engine: Engine, instance: string, owner: string): ReadonlyMap<OperationName, Serve> {
  const { tokens } = engine
  const handlers: { readonly [N in OperationName]: Handler<N> } = {
    shift,
    settle: settle(tokens, instance, owner),
    release: release(tokens, instance, owner),
    accept: accept(tokens),
    quarantine: quarantine(tokens),
    saveRules: saveRules(tokens),
    keepTeamFile,
    toldTeamFile,
    addTrouble,
    addSilence: addSilence(tokens),
    endSilence: endSilence(tokens),
    endTrouble,
    addToInbox: addToInbox(tokens),
    replay: replay(tokens, instance),
    reroute: reroute(tokens, instance),
    ping,
    pruneSome: pruneSome(tokens),
    claim: claim(tokens, instance, owner),
    nextDueMs: nextDueMs(tokens),
    waiting,
    backlog: backlog(tokens),
    events: events(tokens, instance),
    event: event(tokens, instance),
    deliveries: deliveries(tokens, instance),
    deadLetters,
    ledger: ledger(tokens, instance),
    pruneLedger: pruneLedger(tokens),
    range: range(tokens, instance),
    routing: routing(instance),
    quarantined,
    savedRules,
    teamFiles,
    troubles,
    silences: silences(tokens),
    inbox,
    inboxCounts,
    inboxVersion,
  }
  return new Map(Object.entries(handlers) as [OperationName, Serve][])
}

const ping: Handler<'ping'> = each(async (query) => {
  // Another value each time: a row that stays the same is not written, and a full disk would not show.
  await query(
    `INSERT INTO meta (name, value) VALUES ('ping', '1')
    ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(meta.value AS BIGINT) + 1 AS TEXT)`,
  )
  return null
})
