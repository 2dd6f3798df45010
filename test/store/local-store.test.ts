import { systemClock } from '../../src/clock.ts'
import { openLocalStore } from '../../src/store/core/local-store.ts'
import { openSqlite } from '../../src/store/sqlite/sqlite.ts'
import { contract } from './contract.ts'
import { bench } from './harness.ts'

contract(() =>
  bench(async ({ file, now, owner, onFatal }) =>
    openLocalStore({ engine: openSqlite({ file, now }), owner, clock: systemClock, onFatal }),
  ),
)
