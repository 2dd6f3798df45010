import { countMember, countingOf, projectsOf } from './tally-count.ts'
import type { Member, Tally } from './tally.ts'
import { NAME, shortCause, shortLine, WORD } from './tally-texts.ts'

/** Job states that are told apart, well beyond Kylin's four; further ones count as one. */
const MOST_STATES = 12
const OTHER_STATE = 'OTHER'
const MOST_EARLIEST = 10

/**
 * A tally with so many more members. Pure, linear, and the same whether they come at once or in batches. What is
 * listed first stays listed; a project or cause that finds no room counts in `others`. Its JSON stays under 64 kB.
 * @param tally null: none yet
 */
export function addToTally(tally: Tally | null, members: readonly Member[]): Tally {
  const states = new Map(Object.entries(tally?.states ?? {}))
  const counting = countingOf(tally)
  const earliest = [...(tally?.earliest ?? [])]
  const before = tally?.count ?? 0
  let first = tally === null || before === 0 ? Infinity : tally.first
  let last = tally === null || before === 0 ? -Infinity : tally.last
  for (const member of members) {
    const state = shortLine(member.job_state, WORD)
    const shown = states.has(state) || states.size < MOST_STATES ? state : OTHER_STATE
    states.set(shown, (states.get(shown) ?? 0) + 1)
    countMember(counting, member)
    keepEarliest(earliest, member)
    first = Math.min(first, member.at)
    last = Math.max(last, member.at)
  }
  const count = before + members.length
  return {
    count,
    states: Object.fromEntries(states),
    projects: projectsOf(counting),
    others: counting.others,
    first: count === 0 ? 0 : first,
    last: count === 0 ? 0 : last,
    earliest,
  }
}

/** In the order of their times; of the same time in the order they were added. */
function keepEarliest(earliest: Member[], member: Member): void {
  const after = earliest.findIndex(({ at }) => at > member.at)
  const place = after === -1 ? earliest.length : after
  if (place >= MOST_EARLIEST) return
  earliest.splice(place, 0, {
    project: shortLine(member.project, NAME),
    job_id: shortLine(member.job_id, NAME),
    job_type: shortLine(member.job_type, WORD),
    job_state: shortLine(member.job_state, WORD),
    cause: shortCause(member.cause),
    at: member.at,
  })
  if (earliest.length > MOST_EARLIEST) earliest.length = MOST_EARLIEST
}
