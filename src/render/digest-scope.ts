import { addToTally } from './add-to-tally.ts'
import type { DigestContext } from './digest.ts'
import { headlineOf, severityOfTally, statesText } from './digest-texts.ts'
import type { Making } from './fill-template.ts'
import { LOOK, type Scope } from './look.ts'
import type { RenderContext } from './scope.ts'
import { tallyTable } from './tally-table.ts'
import { WORDS } from './words.ts'

/** What the card of a digest is made of. */
export function digestMaking(context: DigestContext): Making {
  const { tally, language, delivery } = context
  return {
    scope: scopeOfDigest(context),
    language,
    summary: headlineOf(context),
    severity: severityOfTally(tally),
    footerEnd: [delivery],
    at: tally.last,
  }
}

/** The same for a digest of one event alone. */
export function digestOfOne({ event, ...rest }: RenderContext): Making {
  const tally = addToTally(null, [{ ...event, at: event.receivedAt }])
  return digestMaking({ ...rest, what: 'digest', tally, ended: false })
}

/** The variables that a digest's template sees. */
function scopeOfDigest(context: DigestContext): Scope {
  const { what, tally, ended, language, timezone, now, since, until, delivery, details = true } = context
  const scope: Record<string | symbol, unknown> = Object.assign(Object.create(null), tally)
  const states = Object.keys(tally.states)
  scope['what'] = what
  scope['ended'] = ended
  scope['details'] = details
  scope['state'] = states.length === 1 ? states[0] : null
  scope['span'] = tally.last - tally.first
  scope['since'] = since
  scope['until'] = until
  scope['period'] = since === undefined ? undefined : (until ?? now) - since
  scope['headline'] = headlineOf(context)
  scope['by_state'] = statesText(tally, language)
  scope['table'] = tallyTable(tally, language)
  scope['delivery'] = delivery
  scope['t'] = WORDS[language]
  scope[LOOK] = { language, timezone, now, moments: [] }
  return scope as unknown as Scope
}
