import type { Language, Notice } from '../rules/rules.ts'

const WORDS: Readonly<Record<Language, { readonly title: string; readonly body: string }>> = {
  en: {
    title: 'Test message from Herald',
    body: 'Channel "{name}" works: messages for it arrive here. Nobody has to do anything.',
  },
  zh: {
    title: 'Herald 测试消息',
    body: '频道“{name}”可用：发往它的消息会到达这里。无需任何操作。',
  },
}

/** What `herald send-test` posts: no job stands behind it, and it says so. */
export function testNotice(channel: string, language: Language): Notice {
  const { title, body } = WORDS[language]
  return { title, body: body.replace('{name}', () => channel), code: '' }
}
