import type { Look } from '../../src/platforms/platform.ts'
import type { Card } from '../../src/render/card.ts'

/** A card that is one line, but for what is written out. */
export function aCard(over: Partial<Card> = {}): Card {
  return {
    summary: 'sales / INDEX_BUILD failed',
    title: '',
    link: null,
    severity: 'error',
    body: '',
    fields: [],
    suggestion: '',
    code: '',
    buttons: [],
    footer: 'k7f3q-182',
    ...over,
  }
}

/** A look in English that calls nobody, but for what is written out. */
export function aLook(over: Partial<Look> = {}): Look {
  return { language: 'en', mentions: [], delivery: 'k7f3q-182', maybeRepeat: false, ...over }
}
