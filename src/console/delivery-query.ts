import type { DeliveryQuery } from '../store/operating.ts'
import type { DeliveryState } from '../store/stored.ts'
import { MOMENT_EXAMPLES, momentOf } from './moments.ts'
import { parametersOf } from './parameters.ts'

const NAMES = ['state', 'channel', 'since', 'before', 'limit'] as const
const STATES = [
  'waiting',
  'sent',
  'held',
  'folded',
  'silenced',
  'dead',
] as const satisfies readonly DeliveryState[]
const MOST = 100

/**
 * Reads the query of `GET /api/deliveries`, or says in one sentence what is wrong with it; a parameter without a
 * value is left out.
 * @param now ms since the epoch: what a duration counts back from
 */
export function deliveryQueryOf(
  parameters: URLSearchParams,
  now: number,
): { readonly query: DeliveryQuery } | { readonly error: string } {
  const given = parametersOf(parameters, NAMES)
  if ('error' in given) return given
  const state = STATES.find((known) => known === given.get('state'))
  const channel = given.get('channel')
  const since = momentOf(given.get('since') ?? '0', now)
  const before = wholeOf(given.get('before'), Number.MAX_SAFE_INTEGER)
  const limit = wholeOf(given.get('limit') ?? String(MOST), MOST)
  if (given.has('state') && state === undefined) return { error: `state is none of ${STATES.join(', ')}` }
  if (since === null) return { error: `since is not a moment, e.g. ${MOMENT_EXAMPLES}` }
  if (given.has('before') && before === null) return { error: 'before is not the "next" of another page' }
  if (limit === null) return { error: `limit is not a whole number from 1 to ${MOST}` }
  return {
    query: {
      since,
      limit,
      ...(state === undefined ? {} : { state }),
      ...(channel === undefined ? {} : { channel }),
      ...(before === null ? {} : { before }),
    },
  }
}

/** A whole number from 1 to `most`, else null. */
export function wholeOf(text: string | undefined, most: number): number | null {
  const number = Number(text ?? '')
  return Number.isSafeInteger(number) && number >= 1 && number <= most ? number : null
}
