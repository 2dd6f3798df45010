import type { JobEvent, JsonObject } from './event.ts'
import { stringifyExact } from './json.ts'

/** The JSON that fields were parsed from, where they are kept just as they came. */
const texts = new WeakMap<JsonObject, string>()

/** Notes that these fields are what this JSON object says, no more and no less. */
export function keepText(fields: JsonObject, text: string): void {
  texts.set(fields, text)
}

/** An event as JSON, every integer exact. What came is not written anew: that would be half of the cost. */
export function eventText(event: JobEvent): string {
  const { fields, ...rest } = event
  const text = texts.get(fields)
  return text === undefined ? stringifyExact(event) : `${JSON.stringify(rest).slice(0, -1)},"fields":${text}}`
}
