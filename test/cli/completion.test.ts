import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { commandGuide } from '../../src/cli/command-guide.ts'
import { aCommandContext } from './a-command-context.ts'
import { theProgram } from './the-program.ts'

async function scriptFor(shell: 'bash' | 'zsh'): Promise<string> {
  const kept = aCommandContext()
  await (await theProgram(kept.context)).parseAsync(['completion', shell], { from: 'user' })
  return kept.out()
}

const commands = commandGuide(await theProgram(aCommandContext().context))
const names = [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? name))]
const optionsOf = (name: string): string[] =>
  commands.find((command) => command.name === name)?.options.map(({ long }) => long) ?? []

/** What is offered for the last word. */
const SHELLS: Readonly<Record<'bash' | 'zsh', (script: string, words: readonly string[]) => string>> = {
  bash: (script, words) =>
    `${script}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
     _herald; printf '%s\\n' "\${COMPREPLY[@]}"`,
  // The shell's own functions only draw what they are given.
  zsh: (script, words) => `compdef() { :; }
     compadd() { [[ $1 == -- ]] && shift; print -l -- "$@"; }; _files() { print -- FILES; }
     _describe() { print -l -- \${commands%%:*}; }
     ${script}\nwords=(${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length}; _herald`,
}

describe.each(['bash', 'zsh'] as const)('the completion for %s', (shell) => {
  const missing = spawnSync(shell, ['-c', ':']).error !== undefined

  async function offered(...words: string[]): Promise<string[]> {
    const { stdout, stderr, status } = spawnSync(
      shell,
      [...(shell === 'zsh' ? ['-f'] : ['--norc']), '-c', SHELLS[shell](await scriptFor(shell), words)],
      { encoding: 'utf8' },
    )
    expect(stderr).toBe('')
    expect(status).toBe(0)
    const last = words.at(-1) ?? ''
    // Zsh itself leaves out what does not begin so.
    return stdout.split('\n').filter((word) => word !== '' && (word === 'FILES' || word.startsWith(last)))
  }

  test.skipIf(missing)('offers commands, options and the words of options and arguments', async () => {
    expect(await offered('herald', '')).toEqual(names)
    expect(await offered('herald', 'se')).toEqual(names.filter((name) => name.startsWith('se')))
    expect(await offered('herald', 'events', '--')).toEqual(optionsOf('events'))
    expect(await offered('herald', 'events', '--pro')).toEqual(['--project'])
    expect(await offered('herald', 'check', '--format', '')).toEqual(['frames', 'github'])
    expect(await offered('herald', 'completion', '')).toEqual(['bash', 'zsh'])
    expect(await offered('herald', 'silence', '')).toEqual(['add', 'list', 'expire'])
    expect(await offered('herald', 'silence', 'add', '--w')).toEqual(['--when', '--why'])
    expect(await offered('herald', 'silence', 'list', '--w')).toEqual([])
  })

  test.skipIf(missing)('leaves the rest to file names', async () => {
    const files = shell === 'zsh' ? ['FILES'] : []
    expect(await offered('herald', 'check', '')).toEqual(files)
    expect(await offered('herald', 'explain', 'x.json', '')).toEqual(files)
    expect(await offered('herald', 'serve', '--rules', '')).toEqual(files)
  })
})
