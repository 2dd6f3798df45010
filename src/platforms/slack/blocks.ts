import type { CardButton, CardField } from '../../render/card.ts'
import { secondOf } from '../../render/native-value.ts'

// Data stands in plain_text and rich_text only: nothing in them is parsed, and mrkdwn cannot escape * _ ~.

interface PlainText {
  readonly type: 'plain_text'
  readonly text: string
  readonly emoji: true
}

/** What may stand in a rich_text section. */
export type Inline =
  | { readonly type: 'text'; readonly text: string; readonly style?: Readonly<Record<string, true>> }
  | { readonly type: 'user'; readonly user_id: string }
  | { readonly type: 'usergroup'; readonly usergroup_id: string }
  | { readonly type: 'broadcast'; readonly range: 'here' | 'channel' | 'everyone' }
  | {
      readonly type: 'date'
      /** s since the epoch. */
      readonly timestamp: number
      readonly format: string
      readonly fallback: string
    }

/** A layout block as Slack's API takes it. */
export type Block = Readonly<Record<string, unknown>> & { readonly type: string }

function plainTextOf(text: string): PlainText {
  return { type: 'plain_text', text, emoji: true }
}

/** A large line; at most 150 characters. */
export function header(text: string): Block {
  return { type: 'header', text: plainTextOf(text) }
}

/** A moment in its reader's zone and language. */
const DATE_FORMATS = { time: '{date_short_pretty} {time}', ago: '{ago}' } as const

/**
 * A line for each field, its name in bold: a section's fields can have bold names only in mrkdwn. A value that is a
 * moment is shown in its reader's zone.
 * @param colon what stands between a name and its value
 */
export function fieldLines(fields: readonly CardField[], colon: string): Block {
  return richText(
    fields.flatMap((field, index): Inline[] => {
      const end = index === fields.length - 1 ? '' : '\n'
      const date = dateOf(field)
      return [
        { type: 'text', text: field.name + colon, style: { bold: true } },
        ...(date === null ? [{ type: 'text', text: field.value + end } as const] : [date]),
        ...(date === null || end === '' ? [] : [{ type: 'text', text: end } as const]),
      ]
    }),
  )
}

function dateOf({ moment, value }: CardField): Inline | null {
  const timestamp = moment === undefined ? null : secondOf(moment.at)
  if (moment === undefined || timestamp === null) return null
  return { type: 'date', timestamp, format: DATE_FORMATS[moment.style], fallback: value }
}

/** A paragraph that may call people. */
export function richText(elements: readonly Inline[]): Block {
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }
}

/** A fixed-width block. */
export function preformatted(text: string): Block {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
  }
}

/** Link buttons; `default` has no word on Slack. */
export function actions(buttons: readonly CardButton[]): Block {
  return {
    type: 'actions',
    elements: buttons.map(({ text, url, style }, index) => ({
      type: 'button',
      // Slack wants each one's to differ.
      action_id: `link-${index + 1}`,
      text: plainTextOf(text),
      url,
      ...(style === 'default' ? {} : { style }),
    })),
  }
}

/** A line of small print. */
export function context(text: string): Block {
  return { type: 'context', elements: [plainTextOf(text)] }
}
