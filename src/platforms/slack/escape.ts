const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Text for Slack's `text`: every active sequence starts with `<`, so that none is left. */
export function escapeSlack(text: string): string {
  return text.replace(/[&<>]/g, (found) => ENTITIES[found] ?? '')
}
