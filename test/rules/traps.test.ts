import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { loadRules } from '../../src/rules/load.ts'

const FIXTURES = resolve(import.meta.dirname, '../fixtures/rules')

type Place = readonly [line: number, column: number, length: number, code: string, help: RegExp]

/** What YAML silently does, one file each, and what Herald says of it. */
const TRAPS: readonly (readonly [file: string, ...places: readonly Place[]])[] = [
  ['alias-bomb', [9, 48, 3, 'alias-bomb', /write it out/]],
  ['alias-for-pattern', [6, 23, 6, 'yaml-alias', /in quotes: "\*_prod"/]],
  ['alias-loop', [4, 14, 4, 'yaml-alias', /write the value out/]],
  ['at-sign', [7, 14, 7, 'at-sign', /leave out the @: oncall/]],
  ['bad-indent', [6, 4, 9, 'bad-indent', /same column/]],
  [
    'bare-snowflake',
    [3, 8, 19, 'bad-place', /write discord:1122334455667788990$/],
    [4, 14, 19, 'bad-place', /write discord:1122334455667788991$/],
  ],
  ['brace-in-text', [4, 15, 22, 'brace-in-text', /in quotes: "slack:#kylin-\{project\}"/]],
  ['comment-as-glob', [6, 12, 8, 'comment-ate-value', /write "#kylin-\*"/]],
  ['comment-as-value', [6, 11, 4, 'comment-ate-value', /write "#ops"/]],
  ['comment-in-list', [6, 17, 5, 'comment-ate-value', /in quotes: "#…"/]],
  ['comment-in-regex', [7, 14, 6, 'comment-ate-value', /'\/x #y\/'/]],
  ['double-braces', [3, 35, 26, 'bad-key', /one pair of braces/]],
  ['duplicate-key', [7, 5, 4, 'duplicate-key', /keep one/]],
  ['empty', [1, 1, 1, 'empty-file', /needs version, channels, rules and unmatched/]],
  ['full-width-colon', [1, 8, 1, 'full-width', /"version: "/]],
  ['full-width-comma', [6, 20, 1, 'full-width', /English keyboard/]],
  ['full-width-comma-in-list', [6, 28, 1, 'full-width', /English keyboard/]],
  ['full-width-quotes', [6, 22, 5, 'full-width', /English keyboard/]],
  ['greater-than', [7, 17, 5, 'comparison-sign', /\{ over: 30m \}/]],
  ['greater-than-in-braces', [6, 23, 6, 'comparison-sign', /\{ over: 30m \}/]],
  ['inbox-colon', [3, 8, 6, 'second-colon', /write inbox$/]],
  ['less-than', [7, 17, 5, 'comparison-sign', /\{ under: 30m \}/]],
  ['lost-escape', [6, 20, 14, 'regex-escape', /'\/code 137\\b\/'/]],
  ['mapping-in-one-line', [6, 11, 16, 'second-colon', /\{ job_state: ERROR \}/]],
  ['no-space-after-colon', [4, 1, 8, 'missing-colon', /write rules: \[\]/]],
  ['not-utf-8', [6, 12, 1, 'not-utf-8', /UTF-8/]],
  ['odd-space', [6, 11, 4, 'odd-space', /spaces anew/]],
  ['space-in-place', [3, 8, 18, 'second-colon', /write slack:C0123456789$/]],
  ['tab', [6, 1, 1, 'tab', /two spaces/]],
  ['tag-for-not', [6, 22, 8, 'yaml-tag', /\{ not: sandbox \}/]],
  ['text-substitution', [3, 33, 17, 'text-substitution', /\{ env: SLACK_EU_TOKEN \}/]],
  ['too-deep', [1, 58, 1, 'too-deep', /few levels/]],
  ['two-documents', [8, 1, 1, 'several-documents', /---/]],
  ['unclosed-bracket', [6, 22, 1, 'unclosed-bracket', /close it with \]/]],
  ['unclosed-quote', [6, 22, 1, 'unclosed-quote', /same line/]],
  ['unknown-escape', [6, 27, 2, 'regex-escape', /single quotes/]],
  [
    'variable-as-secret',
    [3, 33, 15, 'text-substitution', /write token: \{ env: SLACK_EU_TOKEN \}/],
    [4, 40, 15, 'bad-secret', /without \$/],
  ],
  ['yaml-1.1', [1, 1, 9, 'yaml-directive', /take the line out/]],
]

test.each(TRAPS.map(([file, ...places]) => ({ file, places })))(
  '$file is said once, at its place, with what to do',
  ({ file, places }) => {
    const { rules, problems } = loadRules(readFileSync(join(FIXTURES, `${file}.yaml`), 'utf8'), file)
    expect(rules).toBeNull()
    expect(problems.map(({ line, column, length, code }) => [line, column, length, code])).toEqual(
      places.map((place) => place.slice(0, 4)),
    )
    problems.forEach(({ help }, index) => expect(help).toMatch(places[index]?.[4] ?? /^$/))
  },
)

test('every fixture is expected', () => {
  expect(readdirSync(FIXTURES).sort()).toEqual(TRAPS.map(([file]) => `${file}.yaml`).sort())
})
