import { code, table } from './table.ts'

/** One way to write what is asked of a field. */
interface MatcherForm {
  readonly written: string
  readonly means: string
  /** A field and values that it fits and does not fit; a test asks the matcher. */
  readonly field: string
  readonly fits: readonly (string | number | null)[]
  readonly fitsNot: readonly (string | number | null)[]
}

export const MATCHER_FORMS: readonly MatcherForm[] = [
  {
    written: 'sales',
    means: 'equal, ignoring case',
    field: 'project',
    fits: ['sales', 'Sales'],
    fitsNot: ['sales_eu'],
  },
  {
    written: '[INDEX_BUILD, INC_BUILD]',
    means: 'any of',
    field: 'job_type',
    fits: ['INC_BUILD'],
    fitsNot: ['INDEX_MERGE'],
  },
  {
    written: 'sales_*',
    means: '`*` any characters, `?` one; in front they need quotes: `"*_eu"`',
    field: 'project',
    fits: ['sales_eu', 'sales_'],
    fitsNot: ['sales', 'presales_eu'],
  },
  {
    written: "'/OutOfMemory|refused/'",
    means: 'RE2 search, ignoring case, anywhere in the text; in single quotes',
    field: 'msg',
    fits: ['java.lang.OutOfMemoryError', 'Connection Refused'],
    fitsNot: ['disk full'],
  },
  {
    written: '{ not: [sandbox, "*_test"] }',
    means: 'none of; also where the field is absent',
    field: 'tag',
    fits: ['sales', null],
    fitsNot: ['sandbox', 'crm_test'],
  },
  {
    written: '{ over: 30m, under: 2h }',
    means: 'numbers and lengths of time, more than and less than; one of them or both',
    field: 'duration',
    fits: [1_800_001, 7_199_999],
    fitsNot: [1_800_000, 7_200_000],
  },
  {
    written: '{ present: true }',
    means: 'there and not empty',
    field: 'tag',
    fits: ['nightly'],
    fitsNot: ['', null],
  },
]

/** What can stand under a field. */
export function matcherFormsPart(): string {
  return table(
    ['written', 'means'],
    MATCHER_FORMS.map(({ written, means }) => [code(written), means]),
  )
}
