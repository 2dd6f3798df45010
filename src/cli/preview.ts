import { writeFile } from 'node:fs/promises'
import { previewPage } from '../console/preview-page.ts'
import { timesIn } from '../console/times.ts'
import type { Message } from '../platforms/platform.ts'
import type { Language, Mention, PlatformName } from '../rules/rules.ts'
import type { Context } from './context.ts'
import { EXIT } from './output.ts'

/** Not a real delivery: the form of its id, and no more. */
export const DELIVERY = 'xxxxx-0'

/** A message for somebody to look at. */
export interface Made {
  readonly message: Message
  readonly platform: PlatformName
  readonly title: string
  readonly language: Language
  readonly timezone: string
  readonly mentions: ReadonlyMap<string, Mention>
  readonly problem?: string
}

/** Where a page goes: a file, or standard output. */
export type Page = { readonly file: string } | 'out'

/**
 * What `--preview [page.html]` means. A word after it that names no page is an event (`render --preview event.json`):
 * a callback is never written over.
 */
export function previewOf(
  preview: string | true | undefined,
  words: readonly string[],
): { readonly page: Page | null; readonly events: readonly string[] } {
  if (typeof preview !== 'string') return { page: preview === true ? 'out' : null, events: words }
  return /\.html?$/i.test(preview)
    ? { page: { file: preview }, events: words }
    : { page: 'out', events: [preview, ...words] }
}

/** Draws a message as a page; false where it could not be written, which is said. */
export async function showPage(made: Made, page: Page, { terminal, now, exit }: Context): Promise<boolean> {
  const { message, platform, title, language, timezone, mentions } = made
  const drawn = await previewPage(
    {
      id: 1,
      at: now(),
      channel: '',
      drawnAs: platform,
      place: '',
      delivery: DELIVERY,
      payload: message.payload,
      parent: null,
      editedAt: null,
      reactions: 0,
    },
    {
      title,
      language,
      drawing: {
        times: timesIn(language, timezone),
        nameOf: (id) => [...mentions].find(([, ids]) => Object.values(ids).includes(id))?.[0] ?? null,
      },
    },
  )
  if (page === 'out') {
    terminal.out(drawn)
    return true
  }
  try {
    await writeFile(page.file, drawn)
    return true
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    terminal.err(`${page.file} cannot be written: ${why}\n`)
    exit(EXIT.wrongUse)
    return false
  }
}
