import { code, table } from './table.ts'

/** What templates of an event see beside its fields. */
export const EVENT_VARIABLES: Readonly<Record<string, string>> = {
  fields: 'every field of the callback by its name, also one that Herald does not know: `fields.new_field`',
  cut: 'true where the callback was too long and only its beginning was kept',
  t: "built-in words in the message's language: `t.duration`, `t.open`",
  links: "`links.job` and `links.model`: pages of Kylin, from the cluster's `url`",
  delivery: "the message's id, which `herald why` takes",
  told_before: 'true where the same state of the same job was told already',
}

/** What templates of a digest see. */
export const DIGEST_VARIABLES: Readonly<Record<string, string>> = {
  what: '`storm`, `quiet` or `digest`',
  count: 'how many events it tells of',
  state: 'their state, where it is one',
  states: 'how many of each state',
  projects: 'the projects, each with its causes and how many of them',
  others: 'events of projects that are not listed',
  earliest: 'the first ten events',
  first: 'when the first came, ms since the epoch',
  last: 'when the last came',
  span: 'ms between them',
  since: 'when its time began, where a clock sets it (`digest:`)',
  until: 'when that ended, where it has',
  period: 'ms between those two',
  ended: 'true once nothing more joins it',
  details: 'true where a file with every event follows in its thread',
  headline: 'the sentence on top',
  by_state: 'how many of each state, as a sentence',
  table: 'projects and causes in columns',
  delivery: "the message's id",
  t: 'built-in words',
}

/** Variables of messages of one event. */
export function eventVariablesPart(): string {
  return variables(EVENT_VARIABLES)
}

/** Variables of digests. */
export function digestVariablesPart(): string {
  return variables(DIGEST_VARIABLES)
}

function variables(all: Readonly<Record<string, string>>): string {
  return table(
    ['variable', 'what it holds'],
    Object.entries(all).map(([name, about]) => [code(name), about]),
  )
}
