import type { DeliveryError } from '../platforms/platform.ts'
import type { Language, Notice } from '../rules/rules.ts'

interface Words {
  readonly down: string
  readonly waits: string
  readonly works: string
  readonly messages: string
  readonly messagesDead: string
  readonly files: string
  readonly filesDead: string
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    down: 'Herald cannot post by account "{name}": its messages wait',
    waits:
      'Nothing is lost: it is tried again and again, and what waits is sent once it works, for up to {hours} h.',
    works: 'Account "{name}" works again: what waited is being sent',
    messages: 'Herald cannot post to channel "{name}"',
    messagesDead: 'What goes there becomes a dead letter; once it is mended, send them with: herald replay',
    files: 'Herald cannot share files in channel "{name}"',
    filesDead:
      'Messages arrive; their stack traces as files become dead letters. Once it is mended, send them with: herald replay. Or say files: none at the channel.',
  },
  zh: {
    down: 'Herald 无法通过账号“{name}”发送：消息正在等待',
    waits: '消息不会丢失：会不断重试，恢复后自动发送，最长等待 {hours} 小时。',
    works: '账号“{name}”已恢复：正在发送等待中的消息',
    messages: 'Herald 无法发送到频道“{name}”',
    messagesDead: '发往该频道的消息会成为死信；修复后用 herald replay 重新发送。',
    files: 'Herald 无法在频道“{name}”中分享文件',
    filesDead:
      '消息照常送达，但堆栈文件会成为死信；修复后用 herald replay 重新发送，或在频道中设置 files: none。',
  },
}

/** What people are told when the credentials of an account fail. */
export function accountDown(
  account: string,
  { detail, help = '' }: DeliveryError,
  retryHours: number,
  language: Language,
): Notice {
  const { down, waits } = WORDS[language]
  const body = [help, waits.replace('{hours}', String(retryHours))].filter((line) => line !== '').join('\n')
  return { title: down.replace('{name}', () => account), body, code: detail }
}

/** What people are told when it works again. */
export function accountWorks(account: string, language: Language): Notice {
  return { title: WORDS[language].works.replace('{name}', () => account), body: '', code: '' }
}

/** What people are told when a channel takes no messages, or no files. */
export function placeRefuses(
  channel: string,
  what: 'messages' | 'files',
  { detail, help = '' }: DeliveryError,
  language: Language,
): Notice {
  const { [what]: refuses, [`${what}Dead` as const]: dead } = WORDS[language]
  const body = [help, dead].filter((line) => line !== '').join('\n')
  return { title: refuses.replace('{name}', () => channel), body, code: detail }
}
