import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runHerald } from '../support/herald-process.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures/callbacks')
const SPARK = join(FIXTURES, '02-inc_build-error-spark.json')

function rulesFile(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'herald-cli-')), 'rules.yaml')
  writeFileSync(file, text)
  return file
}

const RULES = rulesFile(`version: 1
channels: { ops: slack:#ops, guild: { to: discord:112233445566778899, language: zh } }
mentions: { oncall: { slack: S0ONCALL01, discord: "role:998877665544332211" } }
rules:
  - { name: out of memory, when: { cause: '/memory limits/' }, send: [ops, guild], mention: oncall }
  - { name: of prod, when: { cluster: prod, tag.owner: amy }, send: ops }
unmatched: drop
`)

const json = (text: string): unknown => JSON.parse(text)

describe('check', () => {
  test('says nothing but that there is no mistake, and exits with 0', async () => {
    const { code, stdout, stderr } = await runHerald(['check', RULES])
    expect([code, stdout]).toEqual([0, ''])
    expect(stderr).toMatch(/^no mistakes, 2 channels, \d templates\n$/)
  })

  test('lists every mistake with its place, as frames or as JSON, and exits with 1', async () => {
    const wrong = rulesFile(`version: 1
channels: { ops: slack:#ops }
rules:
  - { name: a, when: { job_state: FAILED }, send: opps }
unmatched: drop
`)
    const framed = await runHerald(['check', wrong])
    expect(framed.code).toBe(1)
    expect(framed.stdout).toMatch(
      /rules\.yaml:4:35 error .*FAILED.*\n +\|\n4 \| .*\n +\| +\^{6}\n +.*help: .*ERROR/,
    )
    expect(framed.stdout).toMatch(/rules\.yaml:4:51 error .*opps/)
    expect(framed.stderr).toMatch(/^2 errors, 0 warnings/)
    const { problems } = json((await runHerald(['check', wrong, '--json'])).stdout) as { problems: object[] }
    expect(problems).toHaveLength(2)
    expect(problems[0]).toMatchObject({ file: wrong, line: 4, column: 35, severity: 'error' })
    expect(Object.keys(problems[0] ?? {})).toEqual(expect.arrayContaining(['code', 'message', 'help']))
  })

  test('finds mistakes in templates too', async () => {
    const templates = mkdtempSync(join(tmpdir(), 'herald-cli-'))
    writeFileSync(join(templates, 'error.yaml'), "summary: '{{ project | shout }}'\n")
    const { code, stdout } = await runHerald(['check', RULES, '--templates', templates])
    expect(code).toBe(1)
    expect(stdout).toMatch(/error\.yaml:1:\d+ error .*shout/)
  })
})

describe('explain', () => {
  test('takes a file, standard input, or fields', async () => {
    const fromFile = await runHerald(['explain', SPARK, '--rules', RULES, '--json'])
    const fromInput = await runHerald(['explain', '-', '--rules', RULES, '--json'], {
      input: readFileSync(SPARK, 'utf8'),
    })
    expect(fromInput).toEqual(fromFile)
    expect(json(fromFile.stdout)).toMatchObject({
      channels: ['ops', 'guild'],
      dropped: false,
      unmatched: false,
      rules: [
        { name: 'out of memory', matched: true, channels: ['ops', 'guild'] },
        { name: 'of prod', matched: false, why: 'cluster is default, wanted prod', channels: [] },
      ],
    })
    const fields = ['cluster=prod', 'tag={"owner":"amy"}', 'duration=5']
    const { stdout } = await runHerald(['explain', ...fields, '--rules', RULES])
    expect(stdout).toContain('✓ 2. of prod: cluster prod, tag.owner amy → ops')
  })

  test('--verify holds the channels and exits with 1 when they differ', async () => {
    expect((await verified('guild,ops')).code).toBe(0)
    expect(await verified('ops')).toMatchObject({ code: 1, stderr: 'wanted ops\n' })
  })

  test.each([
    [['nowhere.json'], 1, 'nowhere.json cannot be read: ENOENT'],
    [['a.json', 'b.json'], 1, 'neither one file nor key=value'],
    [['project='], 1, 'field project is missing'],
    [['project=a', '--at', 'yesterday'], 2, 'Write a time with its offset'],
    [[], 2, "missing required argument 'event'"],
    [['project=a', '--bogus'], 2, "unknown option '--bogus'"],
  ])('%j ends with %i and says why', async (args, code, message) => {
    const result = await runHerald(['explain', ...args, '--rules', RULES])
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toContain(message)
  })

  test('a callback that is not JSON is said so, with the place', async () => {
    const { code, stderr } = await runHerald(['explain', '-', '--rules', RULES], {
      input: '{"job_id": oops}',
    })
    expect(code).toBe(1)
    expect(stderr).toMatch(/callback:1:12 error .*not JSON, at character 12/)
  })
})

function verified(channels: string) {
  return runHerald(['explain', SPARK, '--rules', RULES, '--verify', channels])
}

test.each([
  ['serve', 'x'],
  ['serve', '65536'],
  ['doctor', '-1'],
])('herald %s --port %s is wrong use, and the flag is named', async (command, port) => {
  const { code, stdout, stderr } = await runHerald([command, '--port', port])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(`error: option '--port <number>' argument '${port}' is invalid.`)
  expect(stderr).toContain('Write a whole number from 0 to 65535.')
})

describe('render', () => {
  test('prints the body as the channel would get it', async () => {
    const ops = json((await runHerald(['render', SPARK, '--rules', RULES, '--channel', 'ops'])).stdout)
    expect(ops).toMatchObject({
      text: expect.stringMatching(/^<!subteam\^S0ONCALL01> .*failed/),
      parse: 'none',
    })
    const guild = json((await runHerald(['render', SPARK, '--rules', RULES, '--channel', 'guild'])).stdout)
    expect(guild).toMatchObject({
      content: expect.stringMatching(/^<@&998877665544332211> .*失败/),
      allowed_mentions: { parse: [], roles: ['998877665544332211'] },
    })
  })

  test('platform, language and template can be chosen', async () => {
    const args = [
      'render',
      SPARK,
      '--rules',
      RULES,
      '--to',
      'discord',
      '--language',
      'zh',
      '--template',
      'paused',
    ]
    expect((await runHerald(args)).stdout).toContain('已暂停')
  })

  test.each([
    [['--channel', 'nowhere'], 'there is no channel "nowhere"; there are'],
    [
      ['--template', 'nowhere'],
      'there is no template "nowhere"; there are digest, discarded, error, paused, ',
    ],
    [['--to', 'teams'], 'Allowed choices are slack, discord'],
  ])('%j is wrong use', async (flags, message) => {
    const { code, stderr } = await runHerald(['render', SPARK, '--rules', RULES, ...flags])
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })
})

test('an unknown command is wrong use; --version and --help are fine', async () => {
  expect(await runHerald(['bogus'])).toMatchObject({ code: 2, stdout: '' })
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    version: string
  }
  expect(await runHerald(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` })
  const help = await runHerald(['--help'])
  expect(help.code).toBe(0)
  for (const command of ['serve', 'check', 'test', 'explain', 'render', 'schema', 'fields'])
    expect(help.stdout).toContain(`  ${command} `)
})
