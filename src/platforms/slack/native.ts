import type { Card } from '../../render/card.ts'
import type { Language } from '../../rules/rules.ts'
import { fitNative, type Native, type NativeJson, type NativeObject } from '../native.ts'
import type { Block } from './blocks.ts'
import { MRKDWN } from './mrkdwn.ts'

/** What Slack surely takes in all blocks of a message together (bolt-js#2509). */
const ALL_TEXT = 9000
const ALL_JSON = 15_000

/**
 * The template's own blocks, null where it has none.
 * @param others the message's other blocks
 */
export function nativeBlocks(card: Card, language: Language, others: readonly Block[]): Native | null {
  const native = fitNative('slack', card.native?.slack, MRKDWN, language, (blocks) => {
    const all = [...others, ...withIds(blocks)]
    return textIn(all) <= ALL_TEXT && JSON.stringify(all).length <= ALL_JSON
  })
  return native !== null && 'parts' in native ? { parts: withIds(native.parts) } : native
}

/** Each button with an id, since Slack wants them to differ, and mrkdwn without links that nobody wrote. */
function withIds(blocks: readonly NativeObject[]): readonly NativeObject[] {
  let buttons = 0
  const visit = (json: NativeJson): NativeJson => {
    if (typeof json !== 'object') return json
    if (Array.isArray(json)) return json.map(visit)
    const made = Object.fromEntries(Object.entries(json).map(([name, inner]) => [name, visit(inner)]))
    if (made['type'] === 'mrkdwn') return { ...made, verbatim: true }
    if (made['type'] !== 'button') return made
    buttons += 1
    return { ...made, action_id: `link-${buttons}` }
  }
  return blocks.map((block) => visit(block) as NativeObject)
}

function textIn(json: unknown): number {
  if (typeof json === 'string') return json.length
  if (typeof json !== 'object' || json === null) return 0
  return Object.values(json).reduce<number>((sum, inner) => sum + textIn(inner), 0)
}
