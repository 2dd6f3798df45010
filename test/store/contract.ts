import { afterEach, beforeEach } from 'vitest'
import type { Bench } from './harness.ts'
import type { Store } from '../../src/store/store.ts'
import { acceptContract } from './contract-accept.ts'
import { backlogContract } from './contract-backlog.ts'
import { claimContract } from './contract-claim.ts'
import { digestContract } from './contract-digest.ts'
import { doubtContract } from './contract-doubt.ts'
import { keepContract } from './contract-keep.ts'
import { ledgerContract } from './contract-ledger.ts'
import { pagesContract } from './contract-pages.ts'
import { replayContract } from './contract-replay.ts'
import { rerouteContract } from './contract-reroute.ts'
import { settleContract } from './contract-settle.ts'
import { shownContract } from './contract-shown.ts'
import { storyContract } from './contract-story.ts'

/** The store under test and its database, fresh for each test. */
export interface Subject {
  readonly bench: Bench
  store: Store
}

/** What every engine has to do, over a real database whose time the tests move. */
export function contract(makeBench: () => Bench | Promise<Bench>): void {
  const subject = {} as { bench: Bench; store: Store }
  beforeEach(async () => {
    subject.bench = await makeBench()
    subject.store = await subject.bench.open()
  })
  afterEach(() => subject.bench.close())
  acceptContract(subject)
  claimContract(subject)
  settleContract(subject)
  doubtContract(subject)
  keepContract(subject)
  pagesContract(subject)
  backlogContract(subject)
  ledgerContract(subject)
  replayContract(subject)
  rerouteContract(subject)
  storyContract(subject)
  shownContract(subject)
  digestContract(subject)
}
