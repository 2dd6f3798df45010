import type { WhyJson } from '../../src/console/why-json.ts'
import type { StandIn } from '../support/stand-in.ts'
import type { Shown } from '../support/stand-in-shown.ts'
import { until } from '../support/until.ts'
import { aCallback, postCallback } from './setting.ts'

/** A channel of each platform, as rules and stand-ins name it. */
export const PLATFORMS = [
  { platform: 'slack', place: '#sales', to: '{ to: "slack:#sales", pace: none }' },
  { platform: 'discord', place: '200000000000000001', to: 'discord:200000000000000001' },
] as const

/** The colours of both platforms' messages. */
const COLOURS: Readonly<Record<string, string>> = {
  '#2eb67d': 'green',
  '#f5a623': 'yellow',
  '#8a94a6': 'grey',
  '#d92d20': 'red',
}

/** A message as a person sees it: its colour, its words, its marks, and what stands in its thread. */
export interface Seen {
  readonly colour: string
  readonly text: string
  readonly edits: number
  readonly marks: readonly string[]
  readonly thread: readonly string[]
}

/** What a channel shows. */
export function seen(standIn: StandIn, place: string): Seen[] {
  return standIn.shown(place).map((message) => ({
    colour: colourOf(message),
    text: JSON.stringify(message.payload),
    edits: message.edits,
    marks: message.reactions,
    thread: message.thread.map(({ text }) => text),
  }))
}

function colourOf({ payload }: Shown): string {
  const [part] = (payload['attachments'] ?? payload['embeds'] ?? []) as { color?: string | number }[]
  const colour = part?.color
  const hex = typeof colour === 'number' ? `#${colour.toString(16).padStart(6, '0')}` : (colour ?? '')
  return COLOURS[hex.toLowerCase()] ?? hex
}

/** Posts what one job came to; its end is so many seconds after a fixed time. */
export async function comesTo(
  url: string,
  job_id: string,
  job_state: string,
  second: number,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const end_time = 1_715_414_588_000 + second * 1_000
  const body = aCallback({ job_id, job_state, end_time, ...fields })
  const { status } = await postCallback(url, body)
  if (status !== 200) throw new Error(`answered ${status}`)
}

/** What the bridge says of a job's callbacks, oldest first, once nothing of them waits for now. */
export async function settled(url: string, job: string): Promise<WhyJson['deliveries'][]> {
  let events: readonly WhyJson[] = []
  await until(async () => {
    const answer = await fetch(`${url}/api/events?job_id=${job}`)
    events = ((await answer.json()) as { events: WhyJson[] }).events
    const now = Date.now()
    return events.every(({ deliveries }) =>
      deliveries.every(({ state, next_at: at }) => state !== 'waiting' || (at ?? 0) > now + 60_000),
    )
  })
  return events.toReversed().map(({ deliveries }) => deliveries)
}

/** Deliveries in a line each: what it is and what became of it. */
export function lines(deliveries: WhyJson['deliveries']): string[] {
  return deliveries.map(({ kind, state, note }) =>
    [kind, state, note].filter((part) => part !== '').join(' '),
  )
}
