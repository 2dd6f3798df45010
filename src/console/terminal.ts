import type { Card, Severity } from '../render/card.ts'
import { cleanCode, cleanLine, cleanText } from '../render/clean.ts'
import type { PlatformName } from '../rules/rules.ts'
import { cellsOf, clipped, padded, wrapped } from './cells.ts'

/** Where a card would go. */
export interface CardPlace {
  /** The channel's name in the rules. */
  readonly channel: string
  readonly platform: PlatformName
  readonly place: string
  /** Who it calls, as the rules name them. */
  readonly mentions: readonly string[]
}

/** What a terminal can show. */
export interface TerminalLook {
  /** False where NO_COLOR is set or the output is no terminal. */
  readonly color: boolean
  /** Cells in a line; below 20 it counts as 20. */
  readonly width: number
}

// SGR codes of the 16 basic colours: they follow the terminal's own theme.
const SEVERITY_COLOURS = { error: 31, warning: 33, success: 32, info: 34 } as const satisfies Record<
  Severity,
  number
>
const BOLD = 1
const DIM = 2
const REVERSE = 7
const LEAST_WIDTH = 20
const BAR = '┃ '
/** A column of names is at most this part of the line. */
const NAMES_PART = 0.4

/**
 * The message as framed text, each line at most `width` cells. No control character of the card's texts reaches
 * the terminal: those in the result are line breaks and, with `color`, our own colours.
 */
export function drawInTerminal(card: Card, about: CardPlace, look: TerminalLook): string {
  const width = Math.max(LEAST_WIDTH, Math.floor(look.width))
  const paint = (text: string, ...codes: readonly number[]): string =>
    look.color && text !== '' ? `\u001b[${codes.join(';')}m${text}\u001b[0m` : text
  const colour = SEVERITY_COLOURS[card.severity]
  const inner = width - cellsOf(BAR)
  const lines: string[] = []
  const add = (text: string, ...codes: readonly number[]): void => {
    for (const line of wrapped(shown(text), inner))
      lines.push(codes.length > 0 ? paint(line, ...codes) : line)
  }
  const part = (text: string, ...codes: readonly number[]): void => {
    if (text === '') return
    if (lines.length > 0) lines.push('')
    add(text, ...codes)
  }

  const called = about.mentions.map((mention) => `@${cleanLine(mention)}`).join(' ')
  part([called, card.summary].filter((text) => text !== '').join(' '))
  part(card.title, BOLD)
  if (card.link !== null && !card.buttons.some(({ url }) => url === card.link)) add(card.link, DIM)
  part(card.body)
  if (card.fields.length > 0) {
    lines.push(
      '',
      ...fieldLines(card, inner).map(([name, value]) =>
        value === '' ? paint(name.trimEnd(), DIM) : `${paint(name, DIM)}${value}`,
      ),
    )
  }
  part(card.suggestion === '' ? '' : `💡 ${card.suggestion}`)
  if (card.code !== '') {
    lines.push(
      '',
      ...wrapped(untabbed(cleanCode(card.code)), inner - 2).map((line) => `${paint('│', DIM)} ${line}`),
    )
  }
  if (card.buttons.length > 0) lines.push('')
  for (const button of card.buttons) {
    const label = clipped(`[ ${cleanLine(button.text)} ]`, inner)
    const whole = cellsOf(label) + 1 + cellsOf(cleanLine(button.url)) <= inner
    lines.push(whole ? `${paint(label, REVERSE)} ${cleanLine(button.url)}` : paint(label, REVERSE))
    if (!whole) add(button.url)
  }
  part(card.footer, DIM)

  return [
    frameLine('┏', placeLine(about), width, (text) => paint(text, colour, BOLD)),
    ...lines.map((line) => `${paint(BAR.trimEnd(), colour)} ${line}`.trimEnd()),
    paint(`┗${'━'.repeat(width - 1)}`, colour),
  ].join('\n')
}

const PLATFORM_TITLES = { slack: 'Slack', discord: 'Discord', inbox: 'Inbox' } as const

function placeLine({ channel, platform, place }: CardPlace): string {
  return [cleanLine(channel), PLATFORM_TITLES[platform], cleanLine(place)]
    .filter((text) => text !== '')
    .join(' · ')
}

function frameLine(corner: string, text: string, width: number, paint: (text: string) => string): string {
  const title = `${corner}━ ${clipped(text, width - 6)} `
  return paint(title + '━'.repeat(Math.max(0, width - cellsOf(title))))
}

/** Names in one column, values beside them; a name longer than its column stands above its value. */
function fieldLines({ fields }: Card, width: number): [string, string][] {
  const most = Math.floor(width * NAMES_PART)
  const names = fields.map(({ name }) => cellsOf(cleanLine(name))).filter((cells) => cells <= most)
  const column = Math.max(0, ...names) + 2
  return fields.flatMap(({ name, value }): [string, string][] => {
    const label = cleanLine(name)
    const fits = cellsOf(label) <= most
    const above = fits ? [] : wrapped(label, width).map((line): [string, string] => [line, ''])
    const beside = wrapped(shown(value), width - column).map((line, at): [string, string] => [
      padded(fits && at === 0 ? label : '', column),
      line,
    ])
    return [...above, ...beside]
  })
}

function shown(text: string): string {
  return untabbed(cleanText(text))
}

/** A tab's width depends on where it stands. */
function untabbed(text: string): string {
  return text.replaceAll('\t', '  ')
}
