import type { Card } from './card.ts'

/** A card that is no more than its notification line: nothing beside it but the footer. */
export function isBare(card: Card): boolean {
  return (
    card.title === '' &&
    card.body === '' &&
    card.suggestion === '' &&
    card.code === '' &&
    card.fields.length === 0 &&
    card.buttons.length === 0
  )
}

/** The card as one short text without its footer, for when a platform refused the full form. */
export function plainText(card: Card): string {
  return card.body === '' || card.summary.includes(card.body) ? card.summary : `${card.summary}\n${card.body}`
}
