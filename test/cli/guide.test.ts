import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { commandGuide } from '../../src/cli/command-guide.ts'
import { runHerald } from '../support/herald-process.ts'
import { aCommandContext } from './a-command-context.ts'
import { theProgram } from './the-program.ts'

const guide = commandGuide(await theProgram(aCommandContext().context))

/** Words as a shell reads them, up to a redirection. */
function wordsOf(example: string): string[] {
  const [typed = ''] = example.replace(/^source <\((.*)\)$/, '$1').split(' > ')
  return execFileSync('sh', ['-c', `printf '%s\\n' ${typed}`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n')
}

test('the list of commands is what the program has, as JSON', async () => {
  const { code, stdout } = await runHerald(['commands'])
  expect(code).toBe(0)
  const listed = JSON.parse(stdout) as typeof guide
  expect(listed.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
    guide.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  )
})

describe.each(guide)('herald $name', ({ name, summary, description, options, examples }) => {
  test('says what it does, has examples, and prints JSON if asked', () => {
    expect(summary).not.toBe('')
    expect(description).not.toBe('')
    expect(examples.length).toBeGreaterThan(0)
    // The bridge itself prints no result.
    expect(name === 'serve' || options.some(({ long }) => long === '--json')).toBe(true)
    expect(options.filter(({ about }) => about === '')).toEqual([])
  })

  test.each(examples)('takes its example: %s', async (example) => {
    const program = await theProgram(aCommandContext().context)
    const ran: string[] = []
    for (const command of program.commands) {
      command.action(() => void ran.push(command.name()))
      for (const member of command.commands) {
        member.action(() => void ran.push(`${command.name()} ${member.name()}`))
      }
    }
    const [herald, ...words] = wordsOf(example)
    await program.parseAsync(words, { from: 'user' })
    expect(herald).toBe('herald')
    expect(ran).toEqual([name])
  })
})
