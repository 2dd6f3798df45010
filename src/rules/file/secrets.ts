import { SECRET_SHAPES } from '../../secret-shapes.ts'
import type { PlacedFinding } from '../finding.ts'

/** Finds tokens and webhook addresses anywhere in the file, comments included; none is repeated in a finding. */
export function secretsIn(text: string): PlacedFinding[] {
  return SECRET_SHAPES.filter(({ chat }) => chat).flatMap(({ what, shape }) =>
    Array.from(text.matchAll(shape), (found) => ({
      code: 'secret-in-file',
      message: `this looks like a ${what}; secrets do not belong in this file`,
      help: `take it out, ${placeFor(what)}, and revoke it if others could read this file`,
      span: { start: found.index, end: found.index + found[0].length },
    })),
  )
}

function placeFor(what: string): string {
  const platform = what.startsWith('Slack') ? 'slack' : 'discord'
  const variable = platform.toUpperCase()
  return what.endsWith('URL')
    ? `put it into an environment variable, write { to: ${platform}-webhook, url: { env: ${variable}_WEBHOOK_URL } }`
    : `put it into the environment variable ${variable}_BOT_TOKEN`
}
