export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

export function isLanguage(text: string): text is Language {
  return LANGUAGES.some((language) => language === text)
}

/** What `init` asks, and what it writes into rules.yaml beside the rules, in the language of the messages. */
export const SECTIONS = {
  en: {
    questions: {
      language: 'Language of messages (en or zh) and time zone',
      channels: 'Where to tell of failed jobs: slack:#name, discord:<channel id> or inbox (the local page)',
      projects: 'Projects with a channel of their own, such as sales*=#sales-data',
      clusters: 'Name and web address of your Kylin, such as prod=https://kylin.example.com/kylin',
    },
    enterKeeps: 'Enter',
    none: 'none',
    head: [
      'Who is told what of the jobs of Apache Kylin. To learn the language: a list means any of, a mapping means all of.',
      'After a change `herald check`; a running Herald takes it by itself within seconds. Where would an event go?',
      '  herald explain project=sales job_state=ERROR',
      '`herald fields` lists what can be matched, `herald schema` makes editors complete and check this file.',
    ],
    clusters: 'The last part of the callback path tells them apart; the address makes the links in messages.',
    channels: 'A name for each place. Tokens never stand here: they come from the environment.',
    rules: 'Every rule that matches sends; each channel gets one message per event.',
    failed: 'Failed jobs',
    own: (pattern: string) => `${pattern} is told of its own jobs`,
    unmatched:
      'What no rule sent or dropped: a channel, or `drop` (recorded, not sent). `inbox` is the local page, /inbox.',
    tests: 'Run by `herald check`, and before changed rules are taken.',
    failedTest: 'a failed job is told',
    ownTest: (project: string) => `a failed job of ${project} is told where it belongs`,
    quietTest: 'a job that went well is only on the local page',
  },
  zh: {
    questions: {
      language: '消息语言（en 或 zh）和时区',
      channels: '失败的任务通知到哪里：slack:#频道名、discord:<频道 ID> 或 inbox（本地页面）',
      projects: '有自己频道的项目，例如 sales*=#sales-data',
      clusters: 'Kylin 的名称和网址，例如 prod=https://kylin.example.com/kylin',
    },
    enterKeeps: '回车',
    none: '无',
    head: [
      'Apache Kylin 的任务结果通知给谁。语法只有一句：列表表示“任一”，映射表示“全部”。',
      '修改后运行 `herald check`；运行中的 Herald 会在几秒内自动加载。某个事件会发到哪里？',
      '  herald explain project=sales job_state=ERROR',
      '`herald fields` 列出可以匹配的字段；`herald schema` 让编辑器补全并检查本文件。',
    ],
    clusters: '回调路径的最后一段用来区分不同的 Kylin；网址用于消息中的链接。',
    channels: '给每个位置起一个名字。令牌不写在这里，而是来自环境变量。',
    rules: '所有匹配的规则都会发送；同一事件在同一频道只发一条消息。',
    failed: '失败的任务',
    own: (pattern: string) => `${pattern} 的任务通知给自己的频道`,
    unmatched: '没有规则处理的事件：一个频道，或 `drop`（只记录，不发送）。`inbox` 是本地页面 /inbox。',
    tests: '由 `herald check` 运行；加载修改后的规则之前也会运行。',
    failedTest: '失败的任务会被通知',
    ownTest: (project: string) => `${project} 的失败任务通知到所属频道`,
    quietTest: '成功的任务只出现在本地页面',
  },
} as const
