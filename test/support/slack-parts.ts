/** A plain text. */
export const plain = (text: string): unknown => ({ type: 'plain_text', text, emoji: true })
/** A text in Slack's own markup. */
export const mrkdwn = (text: string): unknown => ({ type: 'mrkdwn', text })
/** A button; only what matters is written out. */
export const button = (over: object = {}): unknown => ({
  type: 'button',
  text: plain('Open'),
  action_id: 'open',
  ...over,
})
/** Elements in a row. */
export const actions = (...elements: unknown[]): object => ({ type: 'actions', elements })
/** A paragraph of rich text. */
export const section = (...elements: unknown[]): object => ({ type: 'rich_text_section', elements })
/** A rich text block. */
export const rich = (...elements: unknown[]): object => ({ type: 'rich_text', elements })
/** A piece of rich text. */
export const text = (value: string, style: object = {}): unknown => ({ type: 'text', text: value, ...style })
/** So many of them. */
export const many = (count: number, item: (index: number) => unknown): unknown[] =>
  Array.from({ length: count }, (_, index) => item(index))
