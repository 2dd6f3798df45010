import type { PlatformName } from '../rules/rules.ts'
import * as discord from './discord/message.ts'
import type { ToMessage } from './platform.ts'
import * as slack from './slack/message.ts'

/** A platform's translations of a card. */
export interface Translations {
  readonly toMessage: ToMessage
  /** Without blocks, embeds and buttons, for when the platform refused them. */
  readonly toPlainMessage: ToMessage
}

/** How each platform says a card; what goes to the inbox itself is drawn as Slack would. */
export const MESSAGES: Readonly<Record<PlatformName, Translations>> = { slack, discord, inbox: slack }
