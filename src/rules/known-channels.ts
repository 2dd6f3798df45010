import type { Finding } from './finding.ts'
import { quoted } from './finding.ts'
import type { Rules } from './rules.ts'
import { didYouMean } from './suggest.ts'

const MOST_NAMED = 20

/** The lane, the channel and the account of what a cluster's callbacks are passed on by. */
export function forwardLane(cluster: string): string {
  return `forward/${cluster}`
}

/** Those of every cluster that forwards. */
export function forwardLanes(clusters: Rules['clusters']): string[] {
  return [...clusters.values()].filter(({ forward }) => forward !== null).map(({ name }) => forwardLane(name))
}

/**
 * What is wrong with the name of a channel that a person asks for; undefined where the rules have it. What a cluster's
 * callbacks are passed on by counts as one: `forward/<cluster>`.
 */
export function channelFinding(
  name: string,
  { channels, clusters }: Pick<Rules, 'channels' | 'clusters'>,
): Finding | undefined {
  const known = [...channels.keys(), ...forwardLanes(clusters)]
  if (known.includes(name)) return undefined
  const help = didYouMean(
    name.replace(/^[#@]/, ''),
    known,
    `channels: ${known.slice(0, MOST_NAMED).join(', ')}`,
  )
  return { code: 'unknown-channel', message: `there is no channel ${quoted(name)}`, help }
}
