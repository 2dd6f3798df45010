import { frame, type Problem } from '../problem.ts'
import type { Language, Notice } from '../rules/rules.ts'
import type { LoadedFile } from '../rules/team-files.ts'
import { isError } from './reading.ts'

interface Words {
  readonly title: string
  readonly lastGood: string
  readonly leftOut: string
  readonly mend: string
  readonly more: string
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    title: 'The rules of team "{team}" have mistakes',
    lastGood: 'What {file} says now is not in force: its last good version stays until it is mended.',
    leftOut: 'No rule of {file} is in force until it is mended: it has no good version yet.',
    mend: 'All other rules are untouched. Errors: {count}.',
    more: '… and {count} more; herald check shows all of them.',
  },
  zh: {
    title: '团队“{team}”的规则有错误',
    lastGood: '{file} 的当前内容没有生效：修正之前，继续使用最后一个正确的版本。',
    leftOut: '{file} 还没有正确的版本：修正之前，其中的规则都不生效。',
    mend: '其他规则不受影响。错误：{count} 处。',
    more: '…… 另有 {count} 处；运行 herald check 可查看全部。',
  },
}

/** More would not fit in a message. */
const FRAMES_SHOWN = 3

/**
 * What a team's contact is told of its broken file.
 * @param problems those of the file
 */
export function teamNotice(
  file: LoadedFile,
  problems: readonly Problem[],
  sources: ReadonlyMap<string, string>,
  language: Language,
): Notice {
  const words = WORDS[language]
  const errors = problems.filter(isError)
  const fill = (text: string, count = errors.length): string =>
    text
      .replaceAll('{count}', String(count))
      .replaceAll('{file}', () => file.file)
      .replaceAll('{team}', () => file.team ?? '')
  const shown = errors
    .slice(0, FRAMES_SHOWN)
    .map((problem) => frame(problem, sources.get(problem.file ?? '')))
  const more = errors.length - shown.length
  return {
    title: fill(words.title),
    body: `${fill(file.state === 'last good' ? words.lastGood : words.leftOut)}\n${fill(words.mend)}`,
    code: [...shown, ...(more > 0 ? [fill(words.more, more)] : [])].join('\n\n'),
  }
}
