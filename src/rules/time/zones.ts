import type { Finding } from '../finding.ts'
import { quoted } from '../finding.ts'
import { didYouMean } from '../suggest.ts'

/** What is wrong with a time zone's name; undefined when it is an IANA zone. */
export function zoneFinding(zone: string): Finding | undefined {
  if (/^[A-Za-z]/.test(zone) && isZone(zone)) return undefined
  const otherwise = 'write an IANA zone such as Europe/Berlin or UTC'
  const help = /beijing|china|^(?:GMT|UTC)?\+0?8(?::?00)?$/i.test(zone)
    ? 'China is Asia/Shanghai'
    : didYouMean(zone, Intl.supportedValuesOf('timeZone'), otherwise)
  return { code: 'unknown-timezone', message: `${quoted(zone)} is not a time zone`, help }
}

function isZone(zone: string): boolean {
  // Where nobody names a zone: to ask Intl loads it, 30 ms and 8 MB.
  if (zone === 'UTC') return true
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
