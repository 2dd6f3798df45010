import type { Claim } from '../store/claimed.ts'
import type { DeliveryKind } from '../store/accepting.ts'

/** Whether doing it twice shows no more than doing it once: an edit and a mark are never looked for. */
export function isRepeatable(kind: DeliveryKind): boolean {
  return kind === 'edit' || kind === 'final' || kind === 'reaction'
}

/** Whether people are told the same without it: its failure is no dead letter. */
export function isExtra({ kind, digest }: Claim): boolean {
  return kind === 'reaction' || (kind === 'edit' && digest === null)
}
