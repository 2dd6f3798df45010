import { kindOfCause } from './cause-kind.ts'
import { MISSING } from './look.ts'
import { NAME, shortCause, shortLine } from './tally-texts.ts'
import type { Member, Tally, TallyProject } from './tally.ts'

const MOST_PROJECTS = 40
/** Of one project. */
const MOST_CAUSES = 12
/** What the listed projects and causes may take as JSON; the first ten members and the states take up to 17,000 more. */
const LISTED_BYTES = 44_000
/** What one takes beside its text. */
const ENTRY_BYTES = 64

interface Told {
  readonly cause: string
  /** What it has in common with those that are counted as the same. */
  readonly kind: string
}

interface CauseCount {
  readonly cause: string
  count: number
}

interface ProjectCount {
  count: number
  others: number
  readonly causes: Map<string, CauseCount>
}

/** A tally's projects while members are added. */
export interface Counting {
  readonly projects: Map<string, ProjectCount>
  others: number
  /** Bytes that are taken by what is listed. */
  taken: number
  /** What members said so far, by their own words: most say the same. */
  readonly told: Map<string, Told | null>
}

/** Goes on from a tally. */
export function countingOf(tally: Tally | null): Counting {
  const counting: Counting = { projects: new Map(), others: tally?.others ?? 0, taken: 0, told: new Map() }
  for (const { project, count, causes, others } of tally?.projects ?? []) {
    const byKind = new Map(causes.map((one) => [kindOfCause(one.cause), { ...one }]))
    counting.projects.set(project, { count, others, causes: byKind })
    counting.taken += bytesOf(project) + causes.reduce((sum, { cause }) => sum + bytesOf(cause), 0)
  }
  return counting
}

/** Counts one more; where nothing failed, its job's type and state stand for a cause. */
export function countMember(counting: Counting, member: Member): void {
  const name = shortLine(member.project, NAME) || MISSING
  const project = counting.projects.get(name) ?? newProject(counting, name)
  if (project === null) {
    counting.others += 1
    return
  }
  project.count += 1
  const told = toldBy(member, counting)
  const cause = project.causes.get(told.kind) ?? newCause(counting, project, told)
  if (cause === null) project.others += 1
  else cause.count += 1
}

/** The projects, most first. */
export function projectsOf({ projects }: Counting): readonly TallyProject[] {
  return [...projects]
    .map(([project, { count, causes, others }]) => ({
      project,
      count,
      causes: [...causes.values()].sort((a, b) => b.count - a.count || byText(a.cause, b.cause)),
      others,
    }))
    .sort((a, b) => b.count - a.count || byText(a.project, b.project))
}

/** So that what comes as often does not stand in an order that depends on the batches. */
function byText(a: string, b: string): number {
  return a < b ? -1 : 1
}

function toldBy({ cause, job_type, job_state }: Member, { told }: Counting): Told {
  return shortly(cause, told) ?? shortly(`${job_type} ${job_state}`, told) ?? NOTHING
}

const NOTHING: Told = { cause: MISSING, kind: MISSING }

/** Null where nothing in it can be seen. */
function shortly(words: string, told: Counting['told']): Told | null {
  const known = told.get(words)
  if (known !== undefined) return known
  const cause = shortCause(words)
  const made = cause === '' ? null : { cause, kind: kindOfCause(cause) }
  told.set(words, made)
  return made
}

function newProject(counting: Counting, name: string): ProjectCount | null {
  if (counting.projects.size >= MOST_PROJECTS || !takes(counting, name)) return null
  const made: ProjectCount = { count: 0, others: 0, causes: new Map() }
  counting.projects.set(name, made)
  return made
}

function newCause(counting: Counting, { causes }: ProjectCount, { cause, kind }: Told): CauseCount | null {
  if (causes.size >= MOST_CAUSES || !takes(counting, cause)) return null
  const made: CauseCount = { cause, count: 0 }
  causes.set(kind, made)
  return made
}

function takes(counting: Counting, text: string): boolean {
  const taken = counting.taken + bytesOf(text)
  if (taken > LISTED_BYTES) return false
  counting.taken = taken
  return true
}

function bytesOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) + ENTRY_BYTES
}
