/** The header with which a callback is passed on: the id of the delivery that does it, so that a loop is recognised. */
export const FORWARDED = 'x-herald-forwarded'

const DELIVERY = /^[a-z0-9]{1,16}-\d{1,16}$/

/** The delivery that passed a callback on, by its header; null where none did, or none of ours could have. */
export function forwardedBy(header: string | readonly string[] | undefined): string | null {
  return typeof header === 'string' && DELIVERY.test(header) ? header : null
}
