import { Argument, type Command } from 'commander'
import { type CommandGuide, commandGuide } from './command-guide.ts'
import type { Context } from './context.ts'
import { withExamples } from './examples.ts'
import { asJson } from './output.ts'

const SHELLS = ['bash', 'zsh'] as const
type Shell = (typeof SHELLS)[number]

/** `herald completion`: what a shell needs to complete our commands. */
export function addCompletion(program: Command, { terminal }: Context): void {
  const command = program
    .command('completion')
    .summary('completion of commands and options for bash or zsh')
    .description(
      'Prints a script that completes commands, options and their words in a shell where herald is installed.\n' +
        'Put the line below into ~/.bashrc or, after compinit, into ~/.zshrc.',
    )
    .addArgument(new Argument('<shell>', 'for which shell').choices(SHELLS))
    .option('--json', 'as JSON: { shell, script }')
    .action((shell: Shell, { json }: { readonly json?: boolean }) => {
      const script = SCRIPTS[shell](commandGuide(program))
      terminal.out(json === true ? asJson({ shell, script }) : script)
    })
  withExamples(command, ['source <(herald completion bash)', 'source <(herald completion zsh)'])
}

const SCRIPTS: Readonly<Record<Shell, (guides: readonly CommandGuide[]) => string>> = {
  bash: (guides) => `# Completion of herald for bash.
_herald() {
  local cur=\${COMP_WORDS[COMP_CWORD]} cmd=\${COMP_WORDS[1]} prev=\${COMP_WORDS[COMP_CWORD-1]} words=
  COMPREPLY=()
  if (( COMP_CWORD == 1 )); then
    words=${quoted(firstWords(guides))}
  elif [[ $cur == -* ]]; then
    case "$cmd \${COMP_WORDS[2]} " in
${cases(guides, optionsOf, assigned)}
    esac
  else
    case "$cmd \${COMP_WORDS[2]} $prev" in
${cases(guides, choicesAfter, assigned)}
    esac
    [[ -z $words && $COMP_CWORD == 2 ]] && case $cmd in
${afterName(guides, assigned)}
    esac
  fi
  [[ -n $words ]] && COMPREPLY=($(compgen -W "$words" -- "$cur"))
  return 0
}
# Where nothing is known, files.
complete -o default -F _herald herald
`,
  zsh: (guides) => `#compdef herald
_herald() {
  local cmd=\${words[2]} prev=\${words[CURRENT-1]}
  local -a commands=(
${firstWords(guides)
  .map((name) => `    ${inQuotes(`${name}:${summaryOf(name, guides)}`)}\n`)
  .join('')}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  if [[ \${words[CURRENT]} == -* ]]; then
    case "$cmd \${words[3]} " in
${cases(guides, optionsOf, added)}
    esac
    return
  fi
  case "$cmd \${words[3]} $prev" in
${cases(guides, choicesAfter, added)}
    *) (( CURRENT == 3 )) && case $cmd in
${afterName(guides, added)}
      *) _files ;;
    esac || _files ;;
  esac
}
if [[ \${funcstack[1]} == _herald ]]; then _herald "$@"; else compdef _herald herald; fi
`,
}

type Case = readonly [pattern: string, words: readonly string[]]

/** Each name once: a group is one word with others behind it. */
function firstWords(guides: readonly CommandGuide[]): string[] {
  return [...new Set(guides.map(({ name }) => name.split(' ')[0] ?? name))]
}

function summaryOf(name: string, guides: readonly CommandGuide[]): string {
  const own = guides.find((guide) => guide.name === name)
  return own?.summary ?? behind(name, guides).join(', ')
}

/** Names of a group's members. */
function behind(name: string, guides: readonly CommandGuide[]): string[] {
  return guides.flatMap((guide) => {
    const [first, second] = guide.name.split(' ')
    return first === name && second !== undefined ? [second] : []
  })
}

/** What the first two words and the one before the cursor look like; the second may be anything but in a group. */
function patternOf(name: string, before: string): string {
  return name.includes(' ')
    ? inQuotes(`${name} ${before}`)
    : `${inQuotes(`${name} `)}*${inQuotes(` ${before}`)}`
}

function optionsOf({ name, options }: CommandGuide): Case[] {
  return [[patternOf(name, ''), options.map(({ long }) => long)]]
}

function choicesAfter({ name, options }: CommandGuide): Case[] {
  return options
    .filter(({ choices }) => choices.length > 0)
    .map(({ long, choices }): Case => [patternOf(name, long), choices])
}

/** What can stand behind a command's name, where that is known. */
function afterName(guides: readonly CommandGuide[], done: (words: readonly string[]) => string): string {
  return lines(
    firstWords(guides).map((name): Case => {
      const [first] = guides.find((guide) => guide.name === name)?.arguments ?? []
      return [inQuotes(name), first === undefined ? behind(name, guides) : first.choices]
    }),
    done,
  )
}

function cases(
  guides: readonly CommandGuide[],
  casesOf: (guide: CommandGuide) => Case[],
  done: (words: readonly string[]) => string,
): string {
  return lines(guides.flatMap(casesOf), done)
}

function lines(all: readonly Case[], done: (words: readonly string[]) => string): string {
  return all
    .filter(([, offered]) => offered.length > 0)
    .map(([pattern, offered]) => `      ${pattern}) ${done(offered)} ;;`)
    .join('\n')
}

const assigned = (words: readonly string[]): string => `words=${quoted(words)}`
const added = (words: readonly string[]): string => `compadd -- ${words.map(inQuotes).join(' ')}`

function quoted(words: readonly string[]): string {
  return inQuotes(words.join(' '))
}

/** As one word of a shell. */
function inQuotes(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
