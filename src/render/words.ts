import type { Language } from '../rules/rules.ts'

const en = {
  model: 'Model',
  project: 'Project',
  job: 'Job',
  job_type: 'Job type',
  state: 'State',
  duration: 'Duration',
  range: 'Data range',
  rows: 'Rows',
  tag: 'Tag',
  cause: 'Cause',
  error: 'Error code',
  suggestion: 'What to do',
  started: 'Started',
  ended: 'Ended',
  paused_at: 'Paused at',
  cluster: 'Cluster',
  open: 'Open in Kylin',
  open_model: 'Open the model',
  succeeded: 'succeeded',
  failed: 'failed',
  paused: 'paused',
  discarded: 'discarded',
  recovered: 'recovered after {time}',
  failed_again: 'failed again after {time}',
  paused_after: 'paused after {time}',
  discarded_after: 'discarded after {time}',
  was: 'was',
  over: 'over',
  other_causes: 'other causes',
  other_projects: 'other projects',
  time: 'Time',
  left_out: '{n} lines left out',
  told_before: 'told before',
  repeat: 'may be a repeat',
  callback_cut: 'callback too long, only its beginning was kept',
  colon: ': ',
  cut: '… (+{n} characters)',
  more: '+{n} more',
} as const

/** A built-in word: what templates write as `t.<word>`. */
export type Word = keyof typeof en

const zh: Readonly<Record<Word, string>> = {
  model: '模型',
  project: '项目',
  job: '任务',
  job_type: '任务类型',
  state: '状态',
  duration: '耗时',
  range: '数据范围',
  rows: '行数',
  tag: '标签',
  cause: '原因',
  error: '错误码',
  suggestion: '处理建议',
  started: '开始时间',
  ended: '结束时间',
  paused_at: '暂停时间',
  cluster: '集群',
  open: '在 Kylin 中打开',
  open_model: '打开模型',
  succeeded: '成功',
  failed: '失败',
  paused: '已暂停',
  discarded: '已终止',
  recovered: '已恢复，历时 {time}',
  failed_again: '再次失败，距首次 {time}',
  paused_after: '已暂停，距首次 {time}',
  discarded_after: '已终止，距首次 {time}',
  was: '原为',
  over: '已平息',
  other_causes: '其他原因',
  other_projects: '其他项目',
  time: '时间',
  left_out: '省略 {n} 行',
  told_before: '此前已通知',
  repeat: '可能重复',
  callback_cut: '回调过长，仅保留开头',
  colon: '：',
  cut: '…（还有 {n} 个字符）',
  more: '还有 {n} 项',
}

/** The built-in words in each language, under the same keys; `{n}` stands for a number, `{time}` for a length of time. */
export const WORDS: Readonly<Record<Language, Readonly<Record<Word, string>>>> = { en, zh }

/** A text in brackets, after what it speaks of: ` (x)` in English, `（x）` in Chinese. */
export function bracketed(text: string, language: Language): string {
  return language === 'zh' ? `（${text}）` : ` (${text})`
}

/** What stands between a label and its text: `: ` in English, `：` in Chinese. */
export function colon(language: Language): string {
  return WORDS[language].colon
}
