import type { PlatformName } from '../rules/rules.ts'

/** What an account can do to a message that is there, beside posting new ones. */
export interface Abilities {
  readonly reply: boolean
  readonly edit: boolean
  readonly react: boolean
}

const ALL: Abilities = { reply: true, edit: true, react: true }
const NONE: Abilities = { reply: false, edit: false, react: false }

/** A webhook of Slack tells no id of what it posted; one of Discord does, and may edit that, but not start a thread. */
const TABLE: Readonly<Record<PlatformName, Readonly<Record<'bot' | 'webhook', Abilities>>>> = {
  slack: { bot: ALL, webhook: NONE },
  discord: { bot: ALL, webhook: { ...NONE, edit: true } },
  inbox: { bot: ALL, webhook: ALL },
}

/** The one table of abilities, to be read without opening a client. */
export function abilitiesOf(platform: PlatformName, kind: 'bot' | 'webhook'): Abilities {
  return TABLE[platform][kind]
}
