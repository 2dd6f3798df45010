import { DatabaseSync } from 'node:sqlite'

// Loaded into a bridge by `node --import`: SQLite is told to sync more seldom than at every commit.
const exec = Reflect.get(DatabaseSync.prototype, 'exec')
DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
  exec.call(this, sql === 'PRAGMA synchronous = FULL' ? 'PRAGMA synchronous = NORMAL' : sql)
}
