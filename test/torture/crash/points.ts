import http from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import { isMainThread } from 'node:worker_threads'

// Loaded into a bridge by `node --import`, in its store's thread as well: at a named point, at the boundary to SQLite
// or the network, the process kills itself as kill -9 would.
const point = process.env['TORTURE_POINT']
const nth = Number(process.env['TORTURE_NTH'])
/** What a transaction did, by a statement that only such a one has. */
const SIGNS: Readonly<Record<string, RegExp>> = {
  accept: /^INSERT INTO event \(/,
  settle: /UPDATE delivery SET state = r\.state/,
}
type Values = Parameters<StatementSync['all']>
let reached = 0

function here(name: string): void {
  if (name !== point) return
  reached += 1
  if (reached === nth) process.kill(process.pid, 'SIGKILL')
}

if (isMainThread) {
  const real = http.request
  http.request = ((...given: Parameters<typeof real>) => {
    here('before the send')
    return real(...given)
  }) as typeof real
  syncBuiltinESMExports()
} else {
  const did = new Set<string>()
  const exec = Reflect.get(DatabaseSync.prototype, 'exec')
  const all = Reflect.get(StatementSync.prototype, 'all')
  StatementSync.prototype.all = function (this: StatementSync, ...values: Values) {
    for (const [name, sign] of Object.entries(SIGNS)) if (sign.test(this.sourceSQL)) did.add(name)
    return all.apply(this, values)
  } as StatementSync['all']
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
    if (sql !== 'COMMIT') {
      did.clear()
      return exec.call(this, sql)
    }
    for (const name of did) here(`before the ${name}'s commit`)
    exec.call(this, sql)
    for (const name of did) here(`after the ${name}'s commit`)
  }
}
