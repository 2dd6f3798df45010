import { FIELD_ALIASES, FIELDS } from '../rules/fields.ts'
import { didYouMean } from '../rules/suggest.ts'
import { WORDS } from './words.ts'

/** What templates of an event see beside the fields of FIELDS. */
const OURS = ['fields', 'cut', 't', 'model', 'links', 'delivery', 'told_before'] as const

/** What templates of a digest see: texts and numbers, */
const DIGEST_VALUES = [
  'what',
  'count',
  'state',
  'others',
  'first',
  'last',
  'span',
  'since',
  'until',
  'period',
  'ended',
  'details',
  'headline',
  'by_state',
  'table',
  'delivery',
] as const
/** and lists of them. */
const DIGEST_LISTS = ['projects', 'states', 'earliest'] as const

/** What a template tells of. */
export type Subject = 'event' | 'digest'

/** What the texts of a template may name. */
export interface Variables {
  readonly all: ReadonlySet<string>
  /** Variables whose members are known; the others may hold anything. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>
  /** Those that are always one text or number, and so have no members. */
  readonly single: ReadonlySet<string>
  /** Names that people try, and what stands for them. */
  readonly aliases: ReadonlyMap<string, string>
  /** What helps with a name that is near none. */
  readonly help: (name: string) => string
}

const BUILT_IN = ['t', new Set(Object.keys(WORDS.en))] as const

const OF_EVENT: Variables = {
  all: new Set([...FIELDS.keys(), ...OURS]),
  members: new Map([BUILT_IN, ['links', new Set(['job', 'model'])]]),
  single: new Set([
    'project',
    'job_type',
    'job_state',
    'job_id',
    'cluster',
    'cause',
    'excerpt',
    'rows',
    'data_from',
    'data_to',
    'housekeeping',
    'cut',
    'model',
    'delivery',
    'told_before',
  ]),
  aliases: FIELD_ALIASES,
  help: (name) => `a field of Kylin's that Herald does not know is written fields.${name}`,
}

const OF_DIGEST: Variables = {
  all: new Set([...DIGEST_VALUES, ...DIGEST_LISTS, 't']),
  members: new Map([BUILT_IN]),
  single: new Set(DIGEST_VALUES),
  aliases: new Map(),
  help: () => `a digest tells of many jobs: ${[...DIGEST_VALUES, ...DIGEST_LISTS].join(', ')}`,
}

/** What a template may name, by what it tells of. */
export const VARIABLES_OF: Readonly<Record<Subject, Variables>> = { event: OF_EVENT, digest: OF_DIGEST }

/** What Liquid itself knows of any value. */
const ANYWHERE = new Set(['size', 'first', 'last'])

/** What is wrong with a name, and what to do. */
export interface NameProblem {
  readonly code: 'unknown-variable' | 'unknown-member'
  readonly message: string
  readonly help: string
}

/**
 * What is wrong with a variable, null where nothing is. An unknown one is a mistake: it would show a dash for ever. A
 * field that Kylin sends and Herald does not know is written `fields.<name>`.
 * @param local names that the text makes itself (assign, for, capture, $each)
 */
export function variableProblem(
  name: string,
  local: ReadonlySet<string>,
  { all, aliases, help }: Variables,
): NameProblem | null {
  if (all.has(name) || local.has(name)) return null
  const alias = aliases.get(name)
  return {
    code: 'unknown-variable',
    message: `there is no variable "${name}"`,
    help:
      alias === undefined
        ? didYouMean(name, [...local, ...all].filter(isWord), help(name))
        : `Kylin calls it "${alias}"`,
  }
}

/** One letter is near every short name. */
function isWord(name: string): boolean {
  return name.length > 1
}

/** The same for a member of a variable. */
export function memberProblem(
  name: string,
  member: string,
  { members, single }: Variables,
): NameProblem | null {
  const known = members.get(name)
  if (known === undefined ? !single.has(name) : known.has(member)) return null
  if (known === undefined && ANYWHERE.has(member)) return null
  return {
    code: 'unknown-member',
    message: `"${name}" has no member "${member}"`,
    help:
      known === undefined
        ? `"${name}" is one text or number`
        : didYouMean(member, known, `it has ${[...known].join(', ')}`),
  }
}
