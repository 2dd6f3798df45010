import type { Card, CardButton } from '../render/card.ts'
import { cut, plainCost } from '../render/cut.ts'
import { WORDS } from '../render/words.ts'
import type { Language } from '../rules/rules.ts'

/** What a platform takes of buttons: how many, how long a label, one address and all addresses, UTF-16 units. */
export interface ButtonLimits {
  readonly count: number
  readonly label: number
  readonly url: number
  readonly urls: number
}

/** The card's buttons a platform can show; one whose address is too long is left out. */
export function fitButtons(
  buttons: readonly CardButton[],
  limits: ButtonLimits,
  language: Language,
): readonly CardButton[] {
  let left = limits.urls
  const fitted: CardButton[] = []
  for (const { text, url, style } of buttons) {
    if (fitted.length === limits.count) break
    if (url.length > Math.min(limits.url, left)) continue
    left -= url.length
    fitted.push({ text: cut(text, limits.label, language, plainCost), url, style })
  }
  return fitted
}

/** The card's buttons, with one for the title's link where the platform's titles cannot be one and no button is. */
export function withLinkButton(card: Card, language: Language): readonly CardButton[] {
  const { buttons, link } = card
  if (link === null || buttons.some(({ url }) => url === link)) return buttons
  return [{ text: WORDS[language].open, url: link, style: 'default' }, ...buttons]
}
