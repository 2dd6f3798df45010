import type { Path } from '../finding.ts'
import { quoted } from '../finding.ts'
import type { HoursText } from './hours-shape.ts'
import { compileTimetable } from './timetable.ts'
import type { Timetable } from './timetable.ts'
import type { Source } from '../match/matcher.ts'
import { didYouMean } from '../suggest.ts'
import { wallText } from './zone-clock.ts'
import { zoneFinding } from './zones.ts'

/** Named times of the week or year. */
export interface Hours {
  readonly name: string
  /** As a person would say it: `22:00-08:00 daily (Asia/Shanghai)`. */
  readonly text: string
  /** By the wall clock of their zone. @param at ms since the epoch */
  readonly contains: (at: number) => boolean
  /** A later moment, before which `contains` does not change. @param at ms since the epoch */
  readonly nextTurn: (at: number) => number
  /** Days since 1970-01-01 on which dates among them begin, and those after they end. */
  readonly turnDays: readonly number[]
  /** An instant as these hours see it: `Sun 03:10 (Asia/Shanghai)`. @param at ms since the epoch */
  readonly clock: (at: number) => string
}

/** Nobody reads further; it also bounds the stack. */
const DEEPEST = 32

/**
 * Compiles `hours:` of one file; mistakes are reported. Every name is there afterwards, also one whose entry is wrong.
 * @param fileZone the zone of hours that name none; UTC stands in for one that does not exist
 * @param outer hours of the root file, which a team's file may name
 */
export function compileHours(
  texts: Readonly<Record<string, HoursText>>,
  fileZone: string,
  source: Source,
  outer: ReadonlyMap<string, Hours> = new Map(),
): Map<string, Hours> {
  const compiled = new Map<string, Hours>()
  // The zone of the file is checked where it stands.
  const zone = zoneFinding(fileZone) === undefined ? fileZone : 'UTC'
  const open: string[] = []
  const compile = (name: string): Hours | undefined => {
    const done = compiled.get(name)
    if (done !== undefined || !Object.hasOwn(texts, name)) return done ?? outer.get(name)
    const text = texts[name] ?? []
    open.push(name)
    const tables = (Array.isArray(text) ? text : [text]).map((table, index) =>
      compileTimetable(
        table,
        Array.isArray(text) ? ['hours', name, index] : ['hours', name],
        zone,
        source,
        except,
      ),
    )
    open.pop()
    const hours = hoursOf(name, tables)
    compiled.set(name, hours)
    return hours
  }
  const except = (name: string, path: Path): Hours | undefined => {
    if (open.includes(name)) {
      const way = [...open.slice(open.indexOf(name)), name].join(' → ')
      const help = 'take one of these exceptions out'
      source.report(path, { code: 'hours-cycle', message: `these hours except themselves: ${way}`, help })
      return undefined
    }
    if (open.length === DEEPEST) {
      const message = `exceptions of exceptions go more than ${DEEPEST} names deep`
      source.report(path, { code: 'hours-depth', message, help: 'name the times themselves' })
      return undefined
    }
    const found = compile(name)
    if (found === undefined && source.isSound(['hours', name])) {
      const known = [...Object.keys(texts), ...outer.keys()].filter((other) => other !== open.at(-1))
      const help = didYouMean(name, known, `hours: ${known.slice(0, 20).join(', ')}`)
      source.report(path, { code: 'unknown-hours', message: `there are no hours ${quoted(name)}`, help })
    }
    return found
  }
  for (const name of Object.keys(texts)) compile(name)
  return compiled
}

function hoursOf(name: string, tables: readonly Timetable[]): Hours {
  const [first] = tables
  const dated = tables.some((table) => table.dated)
  const sameZone = tables.every(({ clock }) => clock === first?.clock)
  const texts = tables.map(({ text, clock }) => (sameZone ? text : `${text} (${clock.zone})`))
  const zone = sameZone && first !== undefined ? ` (${first.clock.zone})` : ''
  let lastAt = Number.NaN
  let last = false
  let turnOf = Number.NaN
  let turn = Number.NaN
  return {
    name,
    text: `${texts.join(', ')}${zone}`,
    // Many rules ask of one event, and exceptions may share exceptions.
    contains: (at) => {
      if (at !== lastAt) last = tables.some((table) => table.contains(at))
      lastAt = at
      return last
    },
    nextTurn: (at) => {
      if (at !== turnOf) turn = tables.reduce((next, table) => Math.min(next, table.nextTurn(at)), Infinity)
      turnOf = at
      return turn
    },
    turnDays: [...new Set(tables.flatMap(({ turnDays }) => turnDays))],
    clock: (at) => (first === undefined ? '' : wallText(first.clock, at, dated)),
  }
}
