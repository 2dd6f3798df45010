import { isLanguage, type Language, type SECTIONS } from './init-words.ts'

/** What `init` has to know to write a rules.yaml that works. */
export interface Answers {
  readonly language: Language
  readonly timezone: string
  /** Where failed jobs are told: `slack:#name`, `discord:<id>`, `inbox`. At least one. */
  readonly channels: readonly string[]
  /** Projects with a channel of their own. */
  readonly projects: readonly Project[]
  /** Kylins by the last part of their callback path; none: the cluster `default`. */
  readonly clusters: readonly NamedCluster[]
}

interface Project {
  /** Of a project's name, with `*` and `?`. */
  readonly pattern: string
  readonly place: string
}

interface NamedCluster {
  readonly name: string
  /** Of its web pages; null: messages carry no links. */
  readonly url: string | null
}

/** A part of the answers, or what is wrong with the text in one sentence. */
export type Parsed = Partial<Answers> | string

/** One question: the answer's text in, parsed answers out. An empty text keeps the default. */
export interface Question {
  readonly ask: keyof typeof SECTIONS.en.questions
  readonly parse: (text: string) => Parsed
  /** The default as one would write it. */
  readonly shown: (answers: Answers) => string
}

/** The language comes first: the other questions are asked in it. */
export const QUESTIONS: readonly Question[] = [
  {
    ask: 'language',
    parse: parseLanguage,
    shown: ({ language, timezone }) => `${language} ${timezone}`,
  },
  { ask: 'channels', parse: parseChannels, shown: ({ channels }) => channels.join(' ') },
  { ask: 'projects', parse: parseProjects, shown: () => '' },
  { ask: 'clusters', parse: parseClusters, shown: () => '' },
]

/** What is taken where nobody says otherwise: the machine's zone, its language where Herald speaks it. */
export function defaultAnswers(env: Readonly<Record<string, string | undefined>>): Answers {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || ''
  return {
    language: /^zh/i.test(locale) ? 'zh' : 'en',
    timezone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    channels: ['slack:#kylin-jobs'],
    projects: [],
    clusters: [],
  }
}

/** `en Europe/Berlin`, `zh`; a language without a zone that says otherwise keeps the zone. */
function parseLanguage(text: string): Parsed {
  const [language = '', timezone] = words(text)
  if (!isLanguage(language)) return `"${language}" is neither en nor zh`
  return timezone === undefined ? { language } : { language, timezone }
}

/** `#kylin-jobs discord:1122…`, each with or without its platform. */
function parseChannels(text: string): Parsed {
  return { channels: words(text).map(placeOf) }
}

/** `sales*=#sales-data risk=slack:#risk`. */
function parseProjects(text: string): Parsed {
  const projects: Project[] = []
  for (const word of words(text)) {
    const [, pattern, place] = /^([\p{L}\p{N}_.*?-]+)=(.+)$/u.exec(word) ?? []
    if (pattern === undefined || place === undefined)
      return `"${word}" is not of the form <project>=<channel>, such as sales*=#sales-data`
    projects.push({ pattern, place: placeOf(place) })
  }
  return { projects }
}

/** `prod=https://kylin.example.com/kylin test`. */
function parseClusters(text: string): Parsed {
  const clusters = words(text).map((word) => {
    const at = word.indexOf('=')
    return at === -1 ? { name: word, url: null } : { name: word.slice(0, at), url: word.slice(at + 1) }
  })
  return { clusters }
}

function words(text: string): string[] {
  return text.split(/[\s,，、]+/).filter((word) => word !== '')
}

/** People write a channel as their platform shows it. */
function placeOf(written: string): string {
  if (written.startsWith('#')) return `slack:${written}`
  return /^\d{17,19}$/.test(written) ? `discord:${written}` : written
}
