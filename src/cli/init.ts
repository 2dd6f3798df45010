import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Context } from './context.ts'
import { withExamples } from './examples.ts'
import { type Answers, defaultAnswers, type Question, QUESTIONS } from './init-answers.ts'
import { askQuestions, taken } from './init-ask.ts'
import { environmentExample, type Part, partFiles, PARTS } from './init-parts.ts'
import { RULES, usesOf, wrongWith } from './init-judge.ts'
import { rulesText } from './init-rules.ts'
import { discordInvite, nextSteps } from './init-steps.ts'
import { asJson, EXIT } from './output.ts'
import { writeAll } from './init-write.ts'

type Flags = Readonly<Partial<Record<Part | 'yes' | 'force' | 'json', boolean>>> & {
  readonly language?: string
  readonly timezone?: string
  readonly channel?: readonly string[]
  readonly project?: readonly string[]
  readonly cluster?: readonly string[]
}

const IGNORED = '.env\nsecrets/\ndata/\n'

/** `herald init`: a working setup in this folder. */
export function addInit(program: Command, context: Context): void {
  const command = program
    .command('init')
    .summary('writes rules.yaml, .env.example and files to deploy with')
    .description(
      'Asks four questions and writes a working setup into this folder: rules.yaml with tests, .env.example with every\nsetting, and what you deploy with. A file that is there stays as it is, unless --force is said.',
    )
    .option('--docker', 'a Dockerfile')
    .option('--compose', 'Docker Compose: Herald behind a proxy that answers while it restarts')
    .option('--k8s', 'Kubernetes (kustomize): two Heralds on PostgreSQL')
    .option('--systemd', 'units for systemd, with a socket that stays open over restarts')
    .option('--grafana', 'a dashboard for Grafana and alert rules for Prometheus')
    .option('--slack-manifest', 'the manifest of a Slack app with the scopes it needs')
    .option('--language <en|zh>', 'of messages and of the comments in rules.yaml')
    .option('--timezone <zone>', 'of the times in messages, such as Europe/Berlin')
    .option('--channel <place...>', 'who is told of failed jobs: slack:#name, discord:<id> or inbox')
    .option('--project <pattern=place...>', 'projects with a channel of their own: sales*=#sales-data')
    .option('--cluster <name=address...>', 'Kylins: prod=https://kylin.example.com/kylin')
    .option('--yes', 'ask nothing: defaults for what no option says')
    .option('--force', 'write over files that are there; secrets stay')
    .option('--json', 'as JSON: { written, kept, discordInvite }')
    .action((flags: Flags) => init(flags, context))
  withExamples(command, [
    'herald init',
    'herald init --yes --channel "#kylin-jobs" --project "sales*=#sales-data" --compose',
  ])
}

async function init(flags: Flags, context: Context): Promise<void> {
  const { terminal, surroundings } = context
  const refuse = (code: 1 | 2, lines: readonly string[]): void => {
    for (const line of lines) terminal.err(`${line}\n`)
    context.exit(code)
  }
  const found = flags.force === true ? null : await readFile(RULES, 'utf8').catch(() => null)
  const answers = await answersOf(flags, found !== null, context)
  if (Array.isArray(answers)) return refuse(EXIT.wrongUse, answers)
  const parts = PARTS.filter((part) => flags[part] === true)
  const text = found ?? rulesText(answers)
  const uses = usesOf(text)
  const files = [
    { path: RULES, text },
    environmentExample(answers.language),
    { path: '.gitignore', text: IGNORED },
    ...partFiles(parts, uses.platforms),
  ]
  const done = await writeAll(files, flags.force === true)
  if (typeof done === 'string') return refuse(EXIT.problems, [done])
  if (flags.json === true) terminal.out(asJson({ ...done, discordInvite: discordInvite() }))
  else {
    for (const path of done.written) terminal.out(`wrote ${path}\n`)
    for (const path of done.kept) terminal.out(`kept  ${path} (it was there)\n`)
    if (parts.includes('grafana') && !files.some(({ path }) => path.startsWith('grafana')))
      terminal.err('this Herald brings no files for Grafana\n')
    const command = surroundings.env['npm_lifecycle_event'] === 'herald' ? 'npm run -s herald --' : 'herald'
    terminal.err(
      `\n${nextSteps({ ...uses, language: answers.language, parts, command, version: context.version })}`,
    )
  }
  context.exit(EXIT.fine)
}

/** From flags, then from the terminal; what is wrong or missing, in lines. */
async function answersOf(
  flags: Flags,
  areRulesThere: boolean,
  context: Context,
): Promise<Answers | string[]> {
  let answers = defaultAnswers(context.surroundings.env)
  // A machine without a zone calls it by a name that is none.
  if (wrongWith(answers).length > 0) answers = { ...answers, timezone: 'UTC' }
  const given = new Set<Question['ask']>()
  for (const { ask, parse } of QUESTIONS) {
    const text = flagText(ask, flags, answers)
    if (text === null) continue
    const next = taken(parse(text), answers, wrongWith)
    if (Array.isArray(next)) return next
    answers = next
    given.add(ask)
  }
  if (areRulesThere || flags.yes === true) return answers
  if (!('isTTY' in context.stdin) || context.stdin.isTTY !== true) return NOT_A_TERMINAL
  const open = QUESTIONS.filter(({ ask }) => !given.has(ask))
  return (
    (await askQuestions(open, answers, wrongWith, context)) ?? [
      '\nnothing was written: the answers ended early',
    ]
  )
}

const NOT_A_TERMINAL = [
  'herald init asks its questions on a terminal, and this is none.',
  'Say --yes, and what is not as usual by --channel, --project, --cluster, --language, --timezone; see herald init --help.',
]

/** The answer to a question as its flags give it; null where they do not. */
function flagText(ask: Question['ask'], flags: Flags, { language, timezone }: Answers): string | null {
  if (ask !== 'language')
    return flags[ask.slice(0, -1) as 'channel' | 'project' | 'cluster']?.join(' ') ?? null
  if (flags.language === undefined && flags.timezone === undefined) return null
  return `${flags.language ?? language} ${flags.timezone ?? timezone}`
}
