import type { Markup } from './markup.ts'

/** A piece of marked-up text: drawn already, or a mark such as `**` that may open or close a span. */
export type Span =
  | { readonly drawn: string | Markup }
  | { readonly mark: string; readonly opens: boolean; readonly closes: boolean }

/** Wraps what stands between two equal marks. */
export type Wraps = Readonly<Record<string, (inner: readonly (string | Markup)[]) => Markup>>

/**
 * Draws pieces, each pair of equal marks by its wrap; a mark without its partner is text. Linear, as a mark
 * nests at most once within itself.
 */
export function drawSpans(spans: readonly Span[], wraps: Wraps): (string | Markup)[] {
  const partners = partnersOf(spans)
  const draw = (from: number, to: number): (string | Markup)[] => {
    const drawn: (string | Markup)[] = []
    for (let at = from; at < to; at += 1) {
      const span = spans[at]
      if (span === undefined) break
      if ('drawn' in span) {
        drawn.push(span.drawn)
        continue
      }
      const partner = partners[at]
      const wrap = wraps[span.mark]
      if (wrap !== undefined && span.opens && partner !== undefined && partner > at + 1 && partner < to) {
        drawn.push(wrap(draw(at + 1, partner)))
        at = partner
      } else drawn.push(span.mark)
    }
    return drawn
  }
  return draw(0, spans.length)
}

/** For each piece, where the next equal mark that may close stands. */
function partnersOf(spans: readonly Span[]): (number | undefined)[] {
  const next = new Map<string, number>()
  const partners = Array.from<number | undefined>({ length: spans.length })
  for (let at = spans.length - 1; at >= 0; at -= 1) {
    const span = spans[at]
    if (span === undefined || 'drawn' in span) continue
    partners[at] = next.get(span.mark)
    if (span.closes) next.set(span.mark, at)
  }
  return partners
}

/** Adds text, to the piece before it where that is text too: an escaped text would be a piece a character. */
export function pushText(spans: Span[], text: string): void {
  const last = spans.at(-1)
  if (last !== undefined && 'drawn' in last && typeof last.drawn === 'string') {
    spans[spans.length - 1] = { drawn: last.drawn + text }
  } else if (text !== '') spans.push({ drawn: text })
}

/** A mark at `index` of a text: it opens before and closes after what is no space. */
export function markAt(text: string, index: number, mark: string, insideWords: boolean): Span {
  const before = text.charAt(index - 1)
  const after = text.charAt(index + mark.length)
  return {
    mark,
    opens: after !== '' && !/\s/.test(after) && (insideWords || !/[\p{L}\p{N}]/u.test(before)),
    closes: before !== '' && !/\s/.test(before) && (insideWords || !/[\p{L}\p{N}]/u.test(after)),
  }
}
