import type { Path } from './finding.ts'
import { quoted } from './finding.ts'
import { EVERYONE } from './rules.ts'
import type { Mention } from './rules.ts'
import type { Source } from './matcher.ts'
import type { MentionText } from './places-schema.ts'

const WORDS: ReadonlySet<string> = new Set(EVERYONE)

const IDS = {
  slack: {
    shape: /^[SUW][A-Z0-9]{7,20}$/,
    help: 'write S… for a group or U… for a person, as in S0ABC12345',
  },
  discord: {
    shape: /^(?:role|user):\d{17,19}$/,
    help: 'write "role:<id>" or "user:<id>" with 17 to 19 digits',
  },
} as const

/** Makes a mention of its entry; ids that their platform cannot have are reported. */
export function parseMention(name: string, text: MentionText, path: Path, source: Source): Mention {
  if (WORDS.has(name)) {
    const message = `${quoted(name)} calls everyone in a channel and needs no entry`
    source.report(path, { code: 'reserved-name', message, help: 'choose another name' }, 'key')
  }
  const mention: Record<string, string> = {}
  for (const platform of ['slack', 'discord'] as const) {
    const id = text[platform]
    if (id === undefined) continue
    const { shape, help } = IDS[platform]
    if (shape.test(String(id))) mention[platform] = String(id)
    else {
      const message = `${quoted(String(id))} is nobody's id on ${platform === 'slack' ? 'Slack' : 'Discord'}`
      source.report([...path, platform], { code: 'bad-mention', message, help })
    }
  }
  if (text.slack === undefined && text.discord === undefined && source.isSound(path)) {
    const message = `${quoted(name)} calls nobody`
    source.report(path, {
      code: 'empty-mention',
      message,
      help: 'write { slack: S0ABC12345 } or { discord: "role:…" }',
    })
  }
  return mention
}

/** Whether a word may stand under `mention:` without an entry. */
export function isWordForEveryone(name: string): boolean {
  return WORDS.has(name)
}
