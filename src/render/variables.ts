import { FIELD_ALIASES, FIELDS } from '../rules/fields.ts'
import { didYouMean } from '../rules/suggest.ts'
import { WORDS } from './words.ts'

/** What templates see beside the fields of FIELDS. */
const OURS = ['fields', 'cut', 't', 'model', 'links', 'delivery', 'told_before'] as const

/** Every variable of a template. */
const VARIABLES: ReadonlySet<string> = new Set([...FIELDS.keys(), ...OURS])

/** Variables whose members are known; the others may hold anything. */
const MEMBERS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['t', new Set(Object.keys(WORDS.en))],
  ['links', new Set(['job', 'model'])],
])
/** Variables that are always one text or number, and so have no members. */
const SINGLE: ReadonlySet<string> = new Set([
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
])
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
export function variableProblem(name: string, local: ReadonlySet<string>): NameProblem | null {
  if (VARIABLES.has(name) || local.has(name)) return null
  const alias = FIELD_ALIASES.get(name)
  const other = `a field of Kylin's that Herald does not know is written fields.${name}`
  return {
    code: 'unknown-variable',
    message: `there is no variable "${name}"`,
    help:
      alias === undefined
        ? didYouMean(name, [...local, ...VARIABLES].filter(isWord), other)
        : `Kylin calls it "${alias}"`,
  }
}

/** One letter is near every short name. */
function isWord(name: string): boolean {
  return name.length > 1
}

/** The same for a member of a variable. */
export function memberProblem(name: string, member: string): NameProblem | null {
  const known = MEMBERS.get(name)
  if (known === undefined ? !SINGLE.has(name) : known.has(member)) return null
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
