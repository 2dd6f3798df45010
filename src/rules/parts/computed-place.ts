import { FIELDS } from '../fields.ts'
import type { Finding, Path, Report } from '../finding.ts'
import { quoted } from '../finding.ts'
import type { Source } from '../match/matcher.ts'
import type { LongChannelText } from '../file/places-schema.ts'
import { closest } from '../suggest.ts'

/** What a channel's `to:` says of a place that each event decides. */
export interface PlacePattern {
  readonly pattern: string
  readonly allow: readonly string[]
  /** As written; which channel it is, is known once all are read. */
  readonly otherwise: string
}

/** Whether a place holds a field in braces. */
export function isComputed(place: string): boolean {
  return place.includes('{')
}

const LITERALS = {
  slack: { shape: /^#?[\p{L}\p{N}\p{M}_-]*$/u, help: 'write slack:#kylin-{project}' },
  discord: { shape: /^\d*$/, help: 'write discord:{tag.channel}, where the field holds the channel id' },
} as const

/** Checks a place with fields in braces and its allow-list; null where it cannot be used. */
export function parseComputed(
  platform: 'slack' | 'discord',
  pattern: string,
  text: LongChannelText,
  path: Path,
  { report, isSound }: Source,
): PlacePattern | null {
  const wrong = patternFinding(platform, pattern)
  if (wrong !== undefined) {
    report([...path, 'to'], wrong)
    return null
  }
  const allow = typeof text.allow === 'string' ? [text.allow] : (text.allow ?? [])
  if (allow.length === 0 && isSound([...path, 'allow']))
    report(text.allow === undefined ? path : [...path, 'allow'], noAllow(pattern))
  allow.forEach((glob, index) => {
    const finding = allowFinding(glob, pattern)
    const at = typeof text.allow === 'string' ? [...path, 'allow'] : [...path, 'allow', index]
    if (finding !== undefined) report(at, finding)
  })
  if (text.otherwise === undefined && isSound([...path, 'otherwise'])) {
    const message = 'a place with a field in braces needs a channel for what is not allowed'
    report(path, { code: 'missing-key', message, help: 'write otherwise: <channel>' })
  }
  if (allow.length === 0 || text.otherwise === undefined) return null
  return { pattern, allow, otherwise: text.otherwise }
}

/** Reports `allow` and `otherwise` beside a place that no event decides. */
export function refuseComputedKeys(text: LongChannelText, path: Path, report: Report): void {
  for (const key of ['allow', 'otherwise'] as const) {
    if (text[key] === undefined) continue
    const message = `${quoted(key)} is only for a place with a field in braces`
    const help = 'write to: "slack:#kylin-{project}", or leave it out'
    report([...path, key], { code: 'unused-key', message, help }, 'key')
  }
}

function patternFinding(platform: 'slack' | 'discord', pattern: string): Finding | undefined {
  const fields = Array.from(pattern.matchAll(/\{([^{}]*)\}/g), (found) => found[1] ?? '')
  const literal = pattern.replaceAll(/\{[^{}]*\}/g, '')
  if (/[{}]/.test(literal)) {
    const message = `the braces in ${quoted(pattern)} do not fit together`
    return { code: 'bad-place', message, help: 'a field stands in one pair of braces: {project}' }
  }
  for (const field of fields) {
    const finding = fieldFinding(field)
    if (finding !== undefined) return finding
  }
  const { shape, help } = LITERALS[platform]
  const named = platform === 'discord' || /^[#{]/.test(pattern)
  if (named && shape.test(literal)) return undefined
  const message = `${quoted(pattern)} is not a ${platform === 'slack' ? 'Slack' : 'Discord'} channel`
  return { code: 'bad-place', message, help }
}

function fieldFinding(field: string): Finding | undefined {
  const [name = ''] = field.split('.', 1)
  const kind = FIELDS.get(name)
  if (kind !== undefined && (name === field || kind === 'object')) return undefined
  const near = kind === undefined ? closest(name, FIELDS.keys()) : name
  const help =
    near === undefined ? 'write a field of the callback, such as {project}' : `did you mean "${near}"?`
  return { code: 'unknown-field', message: `Kylin sends no field ${quoted(field)}`, help }
}

function noAllow(pattern: string): Finding {
  const glob = pattern.replaceAll(/\{[^{}]*\}/g, '*')
  const message = 'a place with a field in braces needs a list of what is allowed'
  return { code: 'missing-key', message, help: `write allow: "${glob}"` }
}

function allowFinding(glob: string, pattern: string): Finding | undefined {
  const written = /^(?:slack|discord):(.*)$/.exec(glob)?.[1] ?? glob
  const start = pattern.slice(0, pattern.indexOf('{')).toLowerCase()
  const fixed = written.slice(0, `${written}*`.search(/[*?]/)).toLowerCase()
  const fits = start.startsWith(fixed) || fixed.startsWith(start)
  if (fits && written === glob) return undefined
  const near = fits ? written : `#${written}`
  const help = near.toLowerCase().startsWith(start) ? `write "${near}"` : `begin it with "${start}"`
  return { code: 'bad-allow', message: `${quoted(glob)} fits no place of ${quoted(pattern)}`, help }
}
