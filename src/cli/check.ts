import type { Command } from 'commander'
import { configurationOf } from './files.ts'
import type { Context } from './context.ts'
import { asJson, EXIT, frames, hasErrors, tally } from './output.ts'

/** `herald check`: every mistake in rules and templates. */
export function addCheck(program: Command, context: Context): void {
  program
    .command('check')
    .summary('every mistake in rules and templates')
    .description(
      'Reads rules and templates and says every mistake with its place.\nExit 1 when there is an error.',
    )
    .argument('[rules]', 'the rules file (default: RULES_FILE or rules.yaml)')
    .option('--templates <dir>', 'the templates (default: TEMPLATES_DIR or templates)')
    .option('--json', 'as JSON: { problems: [{ file, line, column, severity, code, message, help }] }')
    .action(async (file: string | undefined, flags: { templates?: string; json?: boolean }) => {
      const { templates, json } = flags
      const named = {
        ...(file === undefined ? {} : { rules: file }),
        ...(templates === undefined ? {} : { templates }),
      }
      const found = await configurationOf(named, context)
      if (found === null) return
      const { problems, sources, rules } = found
      if (json === true) context.terminal.out(asJson({ problems }))
      else {
        context.terminal.out(frames(problems, sources))
        const counted = problems.length === 0 ? 'no mistakes' : tally(problems)
        const size =
          rules === null ? '' : `, ${rules.channels.size - 1} channels, ${found.templates.size} templates`
        context.terminal.err(`${counted}${size}\n`)
      }
      context.exit(hasErrors(problems) ? EXIT.problems : EXIT.fine)
    })
}
