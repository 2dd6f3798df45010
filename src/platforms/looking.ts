import { DeliveryError } from './platform.ts'

/** How far the clocks of this machine and of a platform may be apart in a look-up, ms. */
export const CLOCKS_APART_MS = 5 * 60_000
/** More pages than anybody posts within the time of a look-up: a cursor that leads in a circle ends here. */
export const MOST_PAGES = 50

/** A look-up that nobody can make: what it looked for stays unknown. */
export function cannotLook(
  reason: 'forbidden' | 'not-in-channel',
  detail: string,
  help: string,
  cause?: unknown,
): DeliveryError {
  return new DeliveryError({ reason, outcome: 'unknown', detail, help, cause })
}

/** What was looked for may stand behind all that was read. */
export function tooMuchToRead(place: string): DeliveryError {
  return cannotLook(
    'forbidden',
    `more than ${MOST_PAGES} pages to look through`,
    `More was posted in ${place} meanwhile than Herald looks through.`,
  )
}
