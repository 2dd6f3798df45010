import type { RuleTrace } from '../rules.ts'
import type { Sent, Serving, Waiting } from '../parts/sending.ts'
import { isSooner } from '../parts/timing.ts'

/** Adds to the entries of a trace which messages do not go at once and why, once all rules have said what they want. */
export function noteWaits(sent: Sent, entries: RuleTrace[]): void {
  const said = new Map<number, { readonly channel: string; readonly text: string }[]>()
  for (const serving of sent.values()) {
    for (const wait of serving.waits) {
      const texts = said.get(wait.entry) ?? []
      texts.push({ channel: wait.channel, text: textOf(wait, serving) })
      said.set(wait.entry, texts)
    }
  }
  for (const [index, texts] of said) {
    const entry = entries[index]
    if (entry === undefined) continue
    const different = new Set(texts.map(({ text }) => text))
    const notes =
      different.size === 1 ? [...different] : texts.map(({ channel, text }) => `${channel} ${text}`)
    if (entry.note !== undefined) notes.push(entry.note)
    entries[index] = { ...entry, note: notes.join('; ') }
  }
}

function textOf({ later, note }: Waiting, { route, by }: Serving): string {
  if (later.kind === 'dropped' || !isSooner(route.later, later)) return note
  return route.later === undefined ? `"${by}" sends it at once` : `"${by}" sends it sooner`
}
