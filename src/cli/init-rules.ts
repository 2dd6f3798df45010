import { Document, isCollection, isPair, visit } from 'yaml'
import { globMatches } from '../rules/match/glob.ts'
import type { Answers } from './init-answers.ts'
import { SECTIONS } from './init-words.ts'

/** A rules.yaml made of answers: sound where they are, without a warning, and every rule of it tested. */
export function rulesText(answers: Answers): string {
  const t = SECTIONS[answers.language]
  const names = channelNames(answers)
  const nameOf = (place: string): string => names.get(place) ?? place
  const channels = [...names].filter(([place]) => place !== 'inbox').map(([place, name]) => [name, place])
  const clusters = answers.clusters.map(({ name, url }) => [name, url === null ? {} : { url }])
  const main = oneOrMore(answers.channels.map(nameOf))
  const rules = [
    { name: t.failed, when: { job_state: 'ERROR' }, send: main },
    ...own(answers).map(({ pattern, places }) => ({
      name: t.own(pattern),
      when: { project: pattern, job_state: { not: 'SUCCEED' } },
      send: oneOrMore(places.map(nameOf)),
    })),
  ]
  return [
    ...t.head.map((line) => `# ${line}`),
    '',
    yaml({ version: 1, language: answers.language, timezone: answers.timezone }),
    ...(clusters.length === 0 ? [] : [`# ${t.clusters}`, yaml({ clusters: Object.fromEntries(clusters) })]),
    `# ${t.channels}`,
    yaml({ channels: Object.fromEntries(channels) }),
    `# ${t.rules}`,
    yaml({ rules }),
    `# ${t.unmatched}`,
    yaml({ unmatched: 'inbox' }),
    `# ${t.tests}`,
    yaml({ tests: testsOf(answers, nameOf) }).trimEnd(),
    '',
  ].join('\n')
}

function testsOf(answers: Answers, nameOf: (place: string) => string): object[] {
  const t = SECTIONS[answers.language]
  const failed = (name: string, project: string): object => {
    const hearing = own(answers).filter(({ pattern }) =>
      globMatches(pattern.toLowerCase(), project.toLowerCase()),
    )
    const places = [...answers.channels, ...hearing.flatMap((one) => one.places)]
    const event = { project, job_type: 'INC_BUILD', job_state: 'ERROR' }
    return { name, event, expect: oneOrMore([...new Set(places.map(nameOf))]) }
  }
  const done = { project: 'some_project', job_type: 'INC_BUILD', job_state: 'SUCCEED' }
  return [
    failed(t.failedTest, 'some_project'),
    ...own(answers).map(({ pattern }) => failed(t.ownTest(exampleOf(pattern)), exampleOf(pattern))),
    { name: t.quietTest, event: done, expect: 'inbox' },
  ]
}

/** One rule for each pattern, however many channels it was given. */
function own({ projects }: Answers): { pattern: string; places: string[] }[] {
  const byPattern = new Map<string, string[]>()
  for (const { pattern, place } of projects)
    byPattern.set(pattern, [...(byPattern.get(pattern) ?? []), place])
  return [...byPattern].map(([pattern, places]) => ({ pattern, places: [...new Set(places)] }))
}

/** A name for each place; one place has one name. */
function channelNames({ channels, projects }: Answers): Map<string, string> {
  const names = new Map([['inbox', 'inbox']])
  const give = (place: string, wanted: string): void => {
    if (names.has(place)) return
    const taken = new Set(names.values())
    let name = wanted
    for (let n = 2; taken.has(name); n += 1) name = `${wanted}-${n}`
    names.set(place, name)
  }
  for (const [index, place] of channels.entries())
    give(place, index === 0 ? 'kylin' : `kylin-${place.split(':')[0] ?? ''}`)
  for (const { pattern, place } of projects) give(place, plain(pattern))
  return names
}

function plain(pattern: string): string {
  return (
    pattern
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_-]+/gu, '')
      .replaceAll(/^[_-]+|[_-]+$/g, '') || 'projects'
  )
}

/** A project's name that fits a pattern. */
function exampleOf(pattern: string): string {
  return pattern.replaceAll('*', '1').replaceAll('?', '1')
}

function oneOrMore(names: readonly string[]): string | readonly string[] {
  const [first, ...others] = [...new Set(names)]
  return first === undefined || others.length > 0 ? names : first
}

/** Names and lists one below the other; what a rule, a test or a cluster says of one thing in one line. */
function yaml(value: object): string {
  const document = new Document(value)
  visit(document, {
    Collection(_key, node, path) {
      const above = path.filter((one) => isCollection(one)).length
      if (isPair(path.at(-1)) && above >= 2) node.flow = true
    },
  })
  return document.toString({ singleQuote: true, lineWidth: 0, flowCollectionPadding: true })
}
