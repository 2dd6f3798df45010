import type { Fields } from '../match/event-fields.ts'
import { globMatches } from '../match/glob.ts'
import type { Channel, ComputedPlace, PlatformName } from '../rules.ts'

/** Where an event goes by a computed channel, or why it cannot go there. */
export type Destination =
  | { readonly place: string; readonly refused: null }
  | { readonly place: null; readonly refused: string }

/** Works a computed channel's place out of an event: what the platform cannot hold becomes `-`, what is too long is cut. */
export function placeFor(
  { account, platform }: Channel,
  { pattern, allow }: ComputedPlace,
  fields: Fields,
): Destination {
  let absent: string | undefined
  const written = pattern.replaceAll(/\{([^{}]*)\}/g, (_, field: string) => {
    const [text = ''] = fields(field).texts
    if (text === '') absent ??= field
    return text.slice(0, LONGEST_VALUE)
  })
  if (absent !== undefined) return { place: null, refused: `${absent} is ${fields(absent).shownCut()}` }
  const place = NORMALISED[platform](written)
  if (place === null) return { place, refused: `${account}:${shortened(written)} is no ${platform} channel` }
  const folded = place.toLowerCase()
  return allow.some((glob) => globMatches(glob.toLowerCase(), folded))
    ? { place, refused: null }
    : { place: null, refused: `${account}:${place} is not allowed` }
}

/** Twice what a name holds, so that no half of a character is left where it is cut. */
const LONGEST_VALUE = 200
const SLACK_ID = /^[CG][A-Z0-9]{7,20}$/
/** Slack's longest name of a channel, in characters. */
const SLACK_NAME_LENGTH = 80

const NORMALISED: Readonly<Record<PlatformName, (written: string) => string | null>> = {
  slack: (written) => {
    if (SLACK_ID.test(written)) return written
    const name = written
      .replace(/^#/, '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_-]/gu, '-')
    return name === '' ? null : `#${Array.from(name).slice(0, SLACK_NAME_LENGTH).join('')}`
  },
  discord: (written) => (/^\d{17,19}$/.test(written) ? written : null),
  inbox: () => null,
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
