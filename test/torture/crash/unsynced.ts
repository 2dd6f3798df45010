import { DatabaseSync } from 'node:sqlite'

// Loaded into a bridge by `node --import`: behind its back, SQLite stops syncing. What a power cut must show up.
const exec = Reflect.get(DatabaseSync.prototype, 'exec')
const unsynced = new WeakSet<DatabaseSync>()
DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
  if (sql === 'BEGIN IMMEDIATE' && !unsynced.has(this)) {
    unsynced.add(this)
    exec.call(this, 'PRAGMA synchronous = OFF')
  }
  exec.call(this, sql)
}
