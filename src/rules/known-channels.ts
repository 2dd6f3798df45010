import type { Finding } from './finding.ts'
import { quoted } from './finding.ts'
import type { Rules } from './rules.ts'
import { didYouMean } from './suggest.ts'

const MOST_NAMED = 20

/**
 * What is wrong with the name of a channel that a person asks for; undefined where the rules have it. What a cluster's
 * callbacks are passed on by counts as one: `forward/<cluster>`.
 */
export function channelFinding(
  name: string,
  { channels, clusters }: Pick<Rules, 'channels' | 'clusters'>,
): Finding | undefined {
  const forwards = [...clusters.values()].filter(({ forward }) => forward !== null)
  const known = [...channels.keys(), ...forwards.map((cluster) => `forward/${cluster.name}`)]
  if (known.includes(name)) return undefined
  const help = didYouMean(
    name.replace(/^[#@]/, ''),
    known,
    `channels: ${known.slice(0, MOST_NAMED).join(', ')}`,
  )
  return { code: 'unknown-channel', message: `there is no channel ${quoted(name)}`, help }
}
