import { INBOX } from './channels.ts'
import type { Finding, Path } from '../finding.ts'
import { quoted } from '../finding.ts'
import type { Source } from '../match/matcher.ts'
import { itemPath, listOf } from './named.ts'
import type { Names } from './names.ts'
import type { Channel } from '../rules.ts'
import { didYouMean } from '../suggest.ts'

type ChannelNames = Pick<Names, 'team' | 'channels' | 'withheld'>

/**
 * The channels that a file names, each place once; an unknown one is reported.
 * @param words what may stand there beside a channel's name
 */
export function resolveChannels(
  text: string | readonly string[],
  path: Path,
  names: ChannelNames,
  source: Source,
  words: readonly string[] = [],
): Channel[] {
  const found: Channel[] = []
  listOf(text).forEach((name, index) => {
    const at = itemPath(text, path, index)
    const channel = resolveChannel(name, at, names, source, words)
    const twin = found.find((other) => channel !== null && isSamePlace(other, channel))
    if (twin !== undefined) source.report(at, samePlace(name, twin.name))
    else if (channel !== null) found.push(channel)
  })
  return found
}

/** The channel of a name; null where there is none, which is reported, or where its own entry is wrong. */
export function resolveChannel(
  name: string,
  path: Path,
  names: ChannelNames,
  source: Source,
  words: readonly string[] = [],
): Channel | null {
  const channel = names.channels.get(name)
  if (channel !== undefined) return channel
  if (name === INBOX.name) return INBOX
  // A file without a usable `channels:` is told so once, not at each rule.
  if (names.channels.size > 0 || source.isSound(['channels']))
    source.report(path, unknown(name, names, words))
  return null
}

/** Whether two channels are surely one: a computed place is known only with an event. */
function isSamePlace(a: Channel, b: Channel): boolean {
  return a.name === b.name || (a.lane === b.lane && a.computed === null && b.computed === null)
}

function samePlace(name: string, twin: string): Finding {
  const message =
    name === twin
      ? `${quoted(name)} is named twice`
      : `${quoted(name)} and ${quoted(twin)} are the same place`
  return { code: 'same-place', message, help: 'one message goes there; name it once', severity: 'warning' }
}

function unknown(name: string, names: ChannelNames, words: readonly string[]): Finding {
  if (names.withheld.has(name)) {
    const message = `team ${quoted(names.team ?? '')} may not post to ${quoted(name)}`
    const help = `the root file grants it: teams: { ${names.team ?? ''}: { allow: [${name}] } }`
    return { code: 'channel-not-allowed', message, help }
  }
  if (words.includes(name)) return standsAlone(name)
  const known = [...new Set([...names.channels.keys(), 'inbox', ...words])]
  const place = /^(?:slack|discord|inbox|slack-webhook|discord-webhook):|^#/.test(name)
  const plain = name.replace(/^[#@]/, '')
  const [wide] = /[，、；]/.exec(name) ?? []
  const otherwise =
    wide !== undefined
      ? `${wide} is text to YAML; between names stands the , of an English keyboard`
      : place
        ? 'rules name channels; give the place a name under channels:'
        : `channels: ${known.slice(0, 20).join(', ')}`
  const help = didYouMean(plain, known, otherwise)
  return { code: 'unknown-channel', message: `there is no channel ${quoted(name)}`, help }
}

/** What is wrong with a word for no channel, or for nobody, beside the names of some. */
export function standsAlone(word: string): Finding {
  const message = `${quoted(word)} stands alone: it cannot be one of several`
  return { code: 'not-alone', message, help: `take it out of the list, or write ${word} without one` }
}
