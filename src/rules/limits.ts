import { parseDuration } from './durations.ts'
import type { Path, Report } from './finding.ts'
import { quoted } from './finding.ts'

// None of these is in force yet: they are read and checked, and each use is told of.

/** Checks `limit:`. */
export function checkLimit(text: string | undefined, path: Path, report: Report): void {
  if (text === undefined || text.trim() === 'none') return
  if (isLimit(text.trim())) noteNotInForce('limit', 'every message is sent at once', path, report)
  else {
    const message = `${quoted(text)} is not a limit`
    report(path, { code: 'bad-limit', message, help: 'write 10 per 5m, or none' })
  }
}

/** Checks `digest:`. */
export function checkDigest(text: string | undefined, path: Path, report: Report): void {
  if (text === undefined) return
  if (isDigest(text.trim())) noteNotInForce('digest', 'every message is sent at once', path, report)
  else {
    const message = `${quoted(text)} is not a digest`
    report(path, { code: 'bad-digest', message, help: 'write 1h (1m to 24h), or daily 08:30' })
  }
}

/** Checks `thread:`; `job` is what a message does anyway. */
export function checkThread(text: string | undefined, path: Path, report: Report): void {
  if (text === undefined || text === 'job') return
  noteNotInForce(`thread: ${text}`, 'each message stands by itself', path, report)
}

/** Warns of a part of the language that does nothing yet. */
export function noteNotInForce(what: string, instead: string, path: Path, report: Report): void {
  const message = `${quoted(what)} is understood, but not in force in this version`
  report(path, { code: 'not-in-force', message, help: `until then ${instead}`, severity: 'warning' })
}

const LONGEST_MS = 86_400_000

function isLimit(text: string): boolean {
  const [, count, length] = /^(\d{1,6}) per (.+)$/.exec(text) ?? []
  const ms = parseDuration(length ?? '')
  return ms !== null && ms > 0 && ms <= LONGEST_MS && Number(count) > 0
}

function isDigest(text: string): boolean {
  if (/^daily (?:[01]\d|2[0-3]):[0-5]\d$/.test(text)) return true
  const ms = parseDuration(text)
  return ms !== null && ms >= 60_000 && ms <= LONGEST_MS
}
