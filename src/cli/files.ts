import { readSettings } from '../settings.ts'
import { type Configuration, readConfiguration } from './configuration.ts'
import type { Context } from './context.ts'
import { frames, hasErrors } from './output.ts'
import { refuse } from './refuse.ts'
import type { Rules } from '../rules/rules.ts'

/** Flags that name the files of a configuration. */
export interface FileFlags {
  readonly rules?: string
  readonly templates?: string
  /** How the command takes the rules file, where it is not by `--rules`. */
  readonly namedBy?: string
  /** Mistakes go to standard output, as JSON. */
  readonly json?: boolean
}

/** A configuration without errors. */
export type SoundConfiguration = Configuration & { readonly rules: Rules }

/** Reads the rules and templates that flags and environment name; where settings are wrong it says so and is null. */
export async function configurationOf(flags: FileFlags, context: Context): Promise<Configuration | null> {
  // As for a dry run: a command that only looks needs no database.
  const settings = readSettings({ ...flags, dryRun: true, host: '127.0.0.1' }, context.surroundings)
  const named = flags.namedBy === undefined ? {} : { namedBy: flags.namedBy }
  if (!Array.isArray(settings)) return readConfiguration(settings.rulesFile, settings.templatesDir, named)
  refuse(settings, flags.json, context)
  return null
}

/** The same for commands that need sound rules: mistakes are shown and end the command. */
export async function soundConfigurationOf(
  flags: FileFlags,
  context: Context,
): Promise<SoundConfiguration | null> {
  const found = await configurationOf(flags, context)
  if (found === null) return null
  const { rules } = found
  if (rules !== null && !hasErrors(found.problems)) return { ...found, rules }
  refuse(found.problems, flags.json, context, frames(found.problems, found.sources))
  return null
}
