import { accepts } from 'hono/accepts'
import type { Context } from 'hono'
import type { Language } from '../rules/rules.ts'

const en = {
  title: 'Inbox',
  channels: 'Channels',
  all: 'All channels',
  skip: 'Skip to the messages',
  messages: 'Messages',
  newest: 'The newest messages, at most {n}, as Slack and Discord draw them',
  emptyTitle: 'No messages yet',
  emptyChannel: 'No messages in this channel',
  emptyText: 'What Herald posts appears here, drawn as Slack and Discord draw it, as soon as a rule matches.',
  emptyRun: 'Start Herald so that every channel comes here, with sample callbacks:',
  emptyPost: 'Or, while it runs, post a callback as Kylin does:',
  emptyCredentials: 'Where callbacks need credentials, add -u name:password.',
  offline: 'Herald does not answer. This page tries again every 2 seconds.',
  reload: 'Reload the page to see new messages.',
  trouble: 'The rules on disk have mistakes, so not all of them are in force:',
  edited: '(edited)',
  marked: 'Herald marked it as done',
  reply: '1 reply',
  replies: '{n} replies',
}

const zh: Readonly<Record<keyof typeof en, string>> = {
  title: '收件箱',
  channels: '频道',
  all: '全部频道',
  skip: '跳到消息',
  messages: '消息',
  newest: '最新的消息（最多 {n} 条），按 Slack 和 Discord 的样子显示',
  emptyTitle: '还没有消息',
  emptyChannel: '此频道还没有消息',
  emptyText: '只要有规则匹配，Herald 发出的消息就会显示在这里，样子与 Slack 和 Discord 中相同。',
  emptyRun: '这样启动 Herald，所有频道的消息都会到这里，并自动发送示例回调：',
  emptyPost: '也可以在它运行时，像 Kylin 那样发送一个回调：',
  emptyCredentials: '如果回调需要凭据，请加上 -u 用户名:密码。',
  offline: 'Herald 没有响应，本页每 2 秒重试一次。',
  reload: '重新加载页面即可看到新消息。',
  trouble: '磁盘上的规则有错误，没有全部生效：',
  edited: '（已编辑）',
  marked: 'Herald 已标记为完成',
  reply: '1 条回复',
  replies: '{n} 条回复',
}

/** The words of the inbox page. */
export type InboxWords = Readonly<Record<keyof typeof en, string>>

/** The words of the inbox page in each language; `{n}` stands for a number. */
export const INBOX_WORDS: Readonly<Record<Language, InboxWords>> = { en, zh }

/** The language a browser asks for first among those we have; English otherwise. */
export function languageFor(c: Context): Language {
  const asked = accepts(c, {
    header: 'Accept-Language',
    supports: ['en', 'zh'],
    default: 'en',
    match: (offers) =>
      offers
        .toSorted((a, b) => b.q - a.q)
        .map((offer) => offer.type.toLowerCase().split('-')[0] ?? '')
        .find((type) => type === 'en' || type === 'zh') ?? 'en',
  })
  return asked === 'zh' ? 'zh' : 'en'
}
