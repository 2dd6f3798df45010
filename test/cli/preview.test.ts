import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { previewOf } from '../../src/cli/preview.ts'
import { runHerald } from '../support/herald-process.ts'

const SPARK = join(import.meta.dirname, '../fixtures/callbacks/02-inc_build-error-spark.json')
const directory = mkdtempSync(join(tmpdir(), 'herald-preview-'))
const RULES = join(directory, 'rules.yaml')
writeFileSync(
  RULES,
  `version: 1
channels: { ops: slack:#ops, guild: { to: discord:112233445566778899, language: zh } }
mentions: { oncall: { slack: S0ONCALL01, discord: "role:998877665544332211" } }
rules: [{ name: all, send: [ops, guild], mention: oncall }]
unmatched: drop
`,
)

/** What the page's own policy lets in, checked as a browser does. */
function expectStandsAlone(page: string): void {
  expect(page).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|\sstyle=/i)
  const [, style = ''] = /<style>([^]*)<\/style>/.exec(page) ?? []
  const hash = createHash('sha256').update(style).digest('base64')
  expect(page).toContain(
    `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
  )
}

describe('render --preview', () => {
  test('draws the message as a page on standard output, names who is called, and stands alone', async () => {
    const { code, stdout } = await runHerald([
      'render',
      SPARK,
      '--rules',
      RULES,
      '--channel',
      'ops',
      '--preview',
    ])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^<!doctype html>/)
    expect(stdout).toContain('@oncall')
    expect(stdout).toContain('Container killed by YARN')
    expect(stdout).toContain('pane one slack')
    expectStandsAlone(stdout)
  })

  test('writes it to a file, in the channel’s language', async () => {
    const page = join(directory, 'out.html')
    const { code, stdout } = await runHerald([
      'render',
      SPARK,
      '--rules',
      RULES,
      '--channel',
      'guild',
      '--preview',
      page,
    ])
    expect([code, stdout]).toEqual([0, ''])
    const drawn = readFileSync(page, 'utf8')
    expect(drawn).toContain('<html lang="zh">')
    expect(drawn).toContain('pane one discord')
    expectStandsAlone(drawn)
  })

  test('says when the file cannot be written', async () => {
    const page = join(directory, 'none/out.html')
    const { code, stderr } = await runHerald(['render', 'project=x', '--rules', RULES, '--preview', page])
    expect(code).toBe(2)
    expect(stderr).toContain('ENOENT')
  })

  test('draws data as text, whatever it holds', async () => {
    const hostile = 'cause=</style><script>alert(1)</script><img src=x onerror=alert(1)>'
    const { stdout } = await runHerald(['render', hostile, '--rules', RULES, '--preview'])
    expect(stdout).toContain('&lt;script&gt;')
    expectStandsAlone(stdout.replace(/&lt;.*?&gt;/g, ''))
  })
})

test('render --digest draws a digest of sample numbers, and takes no event', async () => {
  const words = ['render', '--digest', 'over', '--rules', RULES, '--channel', 'guild', '--preview']
  const { code, stdout } = await runHerald(words)
  expect(code).toBe(0)
  expect(stdout).toContain('又有 487 次失败，涉及 3 个项目')
  expect(stdout).toContain('pane one discord')
  const both = await runHerald(['render', 'project=x', '--digest', 'storm', '--rules', RULES])
  expect([both.code, both.stdout]).toEqual([2, ''])
  expect(both.stderr).toContain('takes no event')
})

test.each([
  ['nothing', undefined, { page: null, events: ['a.json'] }],
  ['alone', true, { page: 'out', events: ['a.json'] }],
  ['with a page', 'out.html', { page: { file: 'out.html' }, events: ['a.json'] }],
  ['before an event, which is never written over', 'b.json', { page: 'out', events: ['b.json', 'a.json'] }],
] as const)('--preview: %s', (_how, preview, meant) => {
  expect(previewOf(preview, ['a.json'])).toEqual(meant)
})

test('without an event it says what one is', async () => {
  const { code, stderr } = await runHerald(['render', '--rules', RULES])
  expect(code).toBe(2)
  expect(stderr).toContain('no event was given')
})
