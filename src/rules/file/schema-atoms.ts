import { z } from 'zod'
import { LANGUAGES } from '../rules.ts'

// Each `error` says what is wanted there; shape.ts makes the sentence around it. Each `describe` is what an editor shows.

/** A text that is not empty. */
export const name = z.string({ error: 'a text' }).min(1, { error: 'a text that is not empty' })

/** One name or several. */
export const names = z.union([name, z.array(name).min(1, { error: 'a list of at least one name' })], {
  error: 'a name or a list of names',
})

/** One name or several, or none. */
export const anyNames = z.union([name, z.array(name)], { error: 'a name or a list of names' })

/** Language of a message. */
export const language = z
  .enum(LANGUAGES, { error: LANGUAGES.join(' or ') })
  .describe('Language of the message.')

/** Name of an IANA zone. */
export const timezone = name.describe('IANA time zone, such as Europe/Berlin; China is Asia/Shanghai.')

/** True or false. */
export const flag = z.boolean({ error: 'true or false' })

/** A place or id; digits without quotes arrive as a number. */
export const address = z.union([z.string(), z.number()], { error: 'a place such as slack:#name' })

/** How many messages in which time. */
export const limit = z
  .string({ error: 'a limit such as 10 per 5m, or none' })
  .describe('What goes beyond it is folded into one digest per channel: 10 per 5m, or none.')

/** Where a secret stands. */
export const SecretShape = z
  .strictObject(
    {
      env: name.describe('Name of an environment variable.').optional(),
      file: name.describe('Path of a file, which is read again on use.').optional(),
    },
    { error: '{ env: NAME } or { file: path }' },
  )
  .describe('Where the secret stands: { env: NAME } or { file: path }. Never the secret itself.')
export type SecretText = z.infer<typeof SecretShape>
