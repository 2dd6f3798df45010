import { webAddress } from '../../render/address.ts'
import type { Markup } from '../native-text.ts'
import { escapeSlack } from './escape.ts'

// Slack's mrkdwn cannot escape its marks, so that one of a value that could act gives way to a sign that looks like it.
// Between two letters or digits none acts: sales_eu stays as it is.
const LOOK_ALIKES: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' }
const ACTIVE = /(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])|`/gu
const ZERO_WIDTH = '\u200b'

function lookAlikes(text: string): string {
  return text.replace(ACTIVE, (mark) => LOOK_ALIKES[mark] ?? '')
}

/** A value in mrkdwn: no mark, mention, link or quote of its own. */
function prose(value: string): string {
  return escapeSlack(lookAlikes(value)).replace(/^(?=&gt;)/gm, ZERO_WIDTH)
}

function code(value: string): string {
  return escapeSlack(value.replace(/`/g, 'ˋ').replace(/\s+/g, ' '))
}

function fence(value: string): string {
  return escapeSlack(value.replace(/`/g, 'ˋ'))
}

/** `<!date^1715414588^{date} at {time}` without the bar and the text for old clients. */
const DATE = /^!date\^\d{1,12}\^[^<>|^]{1,200}$/

function link(target: string, label: string | null): string {
  const address = webAddress(target)
  if (address !== null) {
    const to = escapeSlack(address.replaceAll('|', '%7C'))
    return label === null ? `<${to}>` : `<${to}|${oneLine(label)}>`
  }
  if (DATE.test(target) && label !== null) return `<${target}|${oneLine(label)}>`
  return label ?? escapeSlack(target)
}

function oneLine(label: string): string {
  return label.replace(/\s+/g, ' ').replaceAll('|', '¦')
}

/** mrkdwn of a template: its marks and links hold, those of values do not, and nobody is called. */
export const MRKDWN: Markup = {
  regions:
    /```(?<fence>[^]+?)```|`(?<code>[^`\n]+)`|<(?<target>[^<>|\s]*(?:\s[^<>|]*)?)(?:\|(?<label>[^<>|]*))?>/g,
  prose,
  code,
  fence,
  own: (text) => text.replace(/</g, '&lt;'),
  link,
}
