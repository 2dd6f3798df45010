import type { Finding } from '../finding.ts'
import { quoted } from '../finding.ts'
import { didYouMean } from '../suggest.ts'
import { SHORT_ZONES } from './short-zones.ts'

/** What is wrong with a time zone's name; undefined when it is an IANA zone that names a place, or UTC. */
export function zoneFinding(zone: string): Finding | undefined {
  // Where nobody names a zone: to ask Intl loads it, 30 ms and 8 MB.
  if (zone === 'UTC') return undefined
  const known = /^[A-Za-z]/.test(zone) ? resolved(zone) : null
  if (known !== null && (zone.includes('/') || /^(?:UTC|GMT)$/i.test(zone))) return undefined
  const places = SHORT_ZONES.get(zone.toUpperCase())
  if (known !== null) {
    // Which place it stands for is decided by the machine's tables, not by who writes it.
    const message = `${quoted(zone)} is a short name, which others take for another time zone`
    return { code: 'unknown-timezone', message, help: places ?? `write ${known}` }
  }
  const otherwise = 'write an IANA zone such as Europe/Berlin or UTC'
  const help = /beijing|china|^(?:GMT|UTC)?\+0?8(?::?00)?$/i.test(zone)
    ? 'China is Asia/Shanghai'
    : (places ?? didYouMean(zone, Intl.supportedValuesOf('timeZone'), otherwise))
  return { code: 'unknown-timezone', message: `${quoted(zone)} is not a time zone`, help }
}

/** The zone that a name stands for here; null for none. */
function resolved(zone: string): string | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    return null
  }
}
