import { createInterface } from 'node:readline'
import type { Context } from './context.ts'
import { type Answers, type Parsed, type Question } from './init-answers.ts'
import { SECTIONS } from './init-words.ts'

/** What is wrong with answers as a whole, one sentence each; none where they make sound rules. */
export type Judge = (answers: Answers) => readonly string[]

/**
 * Asks on the terminal what is left to ask; an empty line keeps the default, a wrong answer is asked again.
 * Null where the input ended before the last answer.
 */
export async function askQuestions(
  questions: readonly Question[],
  start: Answers,
  judge: Judge,
  { stdin, terminal }: Pick<Context, 'stdin' | 'terminal'>,
): Promise<Answers | null> {
  // Closed in the end: a terminal that is read keeps the process.
  const input = createInterface({ input: stdin as NodeJS.ReadableStream, crlfDelay: Infinity })
  const lines = input[Symbol.asyncIterator]()
  try {
    let answers = start
    for (const question of questions) {
      for (;;) {
        terminal.err(prompt(question, answers))
        const { value, done } = await lines.next()
        if (done === true) return null
        const judged = taken(value.trim() === '' ? {} : question.parse(value), answers, judge)
        if (!Array.isArray(judged)) {
          answers = judged
          break
        }
        for (const wrong of judged) terminal.err(`  ${wrong}\n`)
      }
    }
    return answers
  } finally {
    input.close()
  }
}

/** The answers with one more, or what is wrong with it. */
export function taken(parsed: Parsed, answers: Answers, judge: Judge): Answers | string[] {
  if (typeof parsed === 'string') return [parsed]
  const all = { ...answers, ...parsed }
  const wrong = judge(all)
  return wrong.length === 0 ? all : [...wrong]
}

function prompt({ ask, shown }: Question, answers: Answers): string {
  const t = SECTIONS[answers.language]
  return `${t.questions[ask]}\n  [${t.enterKeeps}: ${shown(answers) || t.none}] `
}
