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
    words=${quoted(guides.map(({ name }) => name))}
  elif [[ $cur == -* ]]; then
    case $cmd in
${cases(guides, ({ name, options }) => [[name, options.map(({ long }) => long)]], assigned)}
    esac
  else
    case "$cmd $prev" in
${cases(guides, choicesAfter, assigned)}
    esac
    [[ -z $words && $COMP_CWORD == 2 ]] && case $cmd in
${cases(guides, choicesOfFirst, assigned)}
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
${guides.map(({ name, summary }) => `    ${inQuotes(`${name}:${summary}`)}\n`).join('')}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  if [[ \${words[CURRENT]} == -* ]]; then
    case $cmd in
${cases(guides, ({ name, options }) => [[name, options.map(({ long }) => long)]], added)}
    esac
    return
  fi
  case "$cmd $prev" in
${cases(guides, choicesAfter, added)}
    *) (( CURRENT == 3 )) && case $cmd in
${cases(guides, choicesOfFirst, added)}
      *) _files ;;
    esac || _files ;;
  esac
}
if [[ \${funcstack[1]} == _herald ]]; then _herald "$@"; else compdef _herald herald; fi
`,
}

type Case = readonly [pattern: string, words: readonly string[]]

function choicesAfter({ name, options }: CommandGuide): Case[] {
  return options
    .filter(({ choices }) => choices.length > 0)
    .map(({ long, choices }): Case => [`${name} ${long}`, choices])
}

function choicesOfFirst({ name, arguments: [first] }: CommandGuide): Case[] {
  return first === undefined || first.choices.length === 0 ? [] : [[name, first.choices]]
}

function cases(
  guides: readonly CommandGuide[],
  casesOf: (guide: CommandGuide) => Case[],
  done: (words: readonly string[]) => string,
): string {
  return guides
    .flatMap(casesOf)
    .filter(([, words]) => words.length > 0)
    .map(([pattern, words]) => `      ${inQuotes(pattern)}) ${done(words)} ;;`)
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
