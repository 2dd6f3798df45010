import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { addInit } from '../../src/cli/init.ts'
import { type Answers, defaultAnswers, QUESTIONS } from '../../src/cli/init-answers.ts'
import { askQuestions } from '../../src/cli/init-ask.ts'
import { usesOf, wrongWith } from '../../src/cli/init-judge.ts'
import { environmentExample, type Part, partFiles, PARTS } from '../../src/cli/init-parts.ts'
import { rulesText } from '../../src/cli/init-rules.ts'
import { nextSteps } from '../../src/cli/init-steps.ts'
import { LANGUAGES, SECTIONS } from '../../src/cli/init-words.ts'
import { testConfiguration, untestedRules } from '../../src/cli/tests.ts'
import { loadRules } from '../../src/rules/load.ts'
import { readSettings } from '../../src/settings.ts'
import { aCommandContext } from './a-command-context.ts'

const secrets = () => partFiles(PARTS, new Set(['slack'])).filter(({ isSecret }) => isSecret === true)
/** All that is written for these bots. */
const texts = (platforms: readonly ('slack' | 'discord')[]): string =>
  partFiles(['compose', 'k8s', 'systemd'], new Set(platforms))
    .map(({ path, text }) => `${path}\n${text}`)
    .join('\n')
const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'herald-init-'))
const someAnswers = (over: Partial<Answers> = {}): Answers => ({
  ...defaultAnswers({}),
  timezone: 'UTC',
  ...over,
})

/** Runs `herald init` in a folder, without a terminal; as a process of its own it runs in e2e/package.test.ts. */
async function initIn(folder: string, flags: readonly string[]) {
  const kept = aCommandContext()
  const program = new Command('herald')
  addInit(program, kept.context)
  const before = process.cwd()
  process.chdir(folder)
  try {
    await program.parseAsync(['init', ...flags], { from: 'user' })
  } finally {
    process.chdir(before)
  }
  return { code: kept.code(), stdout: kept.out(), stderr: kept.err() }
}

/** Asks all questions, answered by these lines. */
async function answeredBy(lines: readonly string[]) {
  const kept = aCommandContext()
  const stdin = Readable.from(lines.map((line) => `${line}\n`))
  const answers = await askQuestions(QUESTIONS, someAnswers(), wrongWith, { ...kept.context, stdin })
  return { answers, err: kept.err() }
}

describe('the rules that init writes', () => {
  test.each<[string, Partial<Answers>]>([
    ['by default', {}],
    ['in Chinese', { language: 'zh', timezone: 'Asia/Shanghai' }],
    ['only for the local page', { channels: ['inbox'] }],
    ['for both platforms', { channels: ['slack:C0123456789', 'discord:1122334455667788990'] }],
    [
      'for projects that meet, and one place by two names',
      {
        projects: [
          { pattern: 'sales*', place: 'slack:#sales' },
          { pattern: '*_eu', place: 'slack:#sales' },
          { pattern: 'sales*', place: 'discord:1122334455667788990' },
          { pattern: '*', place: 'inbox' },
          { pattern: '销售?', place: 'slack:#销售' },
          { pattern: 'null', place: 'slack:#null' },
        ],
      },
    ],
    [
      'for two Kylins, one without a page',
      {
        clusters: [
          { name: 'prod', url: 'https://kylin.example.com/kylin' },
          { name: '1', url: null },
        ],
      },
    ],
  ])('have no mistake, and each is tested: %s', (_, over) => {
    const loaded = loadRules(rulesText(someAnswers(over)), 'rules.yaml')
    const run = testConfiguration({ ...loaded, templates: new Map() })
    expect([...loaded.problems, ...run.problems]).toEqual([])
    expect(run.passed).toBeGreaterThanOrEqual(2)
    expect(untestedRules(loaded.rules, run)).toEqual([])
  })

  test('say by which bots they post, and where Kylin is to post to', () => {
    const prod = { clusters: [{ name: 'prod', url: null }] }
    expect(usesOf(rulesText(someAnswers(prod)))).toEqual({ platforms: new Set(['slack']), cluster: 'prod' })
    expect(usesOf(rulesText(someAnswers({ channels: ['inbox'] })))).toEqual({
      platforms: new Set(),
      cluster: null,
    })
    expect(usesOf('version: 2').platforms).toEqual(new Set(['slack', 'discord']))
  })
})

describe('the four questions', () => {
  test('are asked in the language of the first answer, and make rules', async () => {
    const { answers, err } = await answeredBy([
      'zh Asia/Shanghai',
      '#kylin, 1122334455667788990',
      'sales*=#sales-data risk=inbox',
      'prod=https://kylin.example.com/kylin',
    ])
    expect(answers).toEqual({
      language: 'zh',
      timezone: 'Asia/Shanghai',
      channels: ['slack:#kylin', 'discord:1122334455667788990'],
      projects: [
        { pattern: 'sales*', place: 'slack:#sales-data' },
        { pattern: 'risk', place: 'inbox' },
      ],
      clusters: [{ name: 'prod', url: 'https://kylin.example.com/kylin' }],
    })
    expect(err).toContain(SECTIONS.zh.questions.clusters)
  })

  test('keep the default for an empty line', async () => {
    expect((await answeredBy(['', '', '', ''])).answers).toEqual(someAnswers())
  })

  test('are asked again after a wrong answer, with what is wrong', async () => {
    const { answers, err } = await answeredBy([
      'fr',
      'en Asia/Beijing',
      'en',
      'kylin-jobs',
      '#kylin-jobs',
      'sales',
      '',
      'prod=ftp://kylin',
      'prod',
    ])
    expect(err).toContain('"fr" is neither en nor zh')
    expect(err).toContain('Asia/Shanghai')
    expect(err).toContain('write slack:#kylin-jobs')
    expect(err).toContain('sales*=#sales-data')
    expect(err).toContain('is not an http(s) address')
    expect(answers?.clusters).toEqual([{ name: 'prod', url: null }])
  })

  test('write nothing when the input ends early', async () => {
    expect((await answeredBy(['en'])).answers).toBeNull()
  })
})

describe('herald init', () => {
  test('without a terminal and without --yes says what to do and writes nothing', async () => {
    const cwd = emptyFolder()
    const { code, stderr } = await initIn(cwd, [])
    expect(code).toBe(2)
    expect(stderr).toContain('--yes')
    expect(existsSync(join(cwd, 'rules.yaml'))).toBe(false)
  })

  test('writes what it was asked for, and keeps what is there until --force', async () => {
    const cwd = emptyFolder()
    const flags = ['--yes', '--channel', '#ops', '--project', 'sales*=#sales', '--timezone', 'Europe/Berlin']
    const first = await initIn(cwd, [...flags, '--compose'])
    expect([first.code, first.stderr]).toEqual([0, expect.stringContaining('serve --dry-run --samples')])
    expect(first.stdout).toContain('wrote compose.yaml\n')
    expect(statSync(join(cwd, 'secrets')).mode & 0o777).toBe(0o700)

    const secret = readFileSync(join(cwd, 'secrets/callback_password'), 'utf8')
    writeFileSync(join(cwd, 'rules.yaml'), `${readFileSync(join(cwd, 'rules.yaml'), 'utf8')}# mine\n`)
    const again = await initIn(cwd, ['--k8s', '--json'])
    expect(JSON.parse(again.stdout)).toMatchObject({
      written: expect.arrayContaining(['kustomization.yaml', 'secrets/database_url']) as string[],
      kept: expect.arrayContaining(['rules.yaml', 'secrets/callback_password']) as string[],
    })
    await initIn(cwd, ['--force', '--yes', '--compose'])
    expect(readFileSync(join(cwd, 'rules.yaml'), 'utf8')).not.toContain('# mine')
    expect(readFileSync(join(cwd, 'secrets/callback_password'), 'utf8')).toBe(secret)
  })

  test.each([
    ['--channel', 'ops', 'write slack:#ops'],
    ['--timezone', 'CST', 'China is Asia/Shanghai; Chicago is America/Chicago'],
  ])('refuses an answer that makes no sound rules: %s %s', async (flag, value, help) => {
    const cwd = emptyFolder()
    const { code, stderr } = await initIn(cwd, ['--yes', flag, value])
    expect([code, stderr]).toEqual([2, expect.stringContaining(help)])
    expect(existsSync(join(cwd, 'rules.yaml'))).toBe(false)
  })
})

describe('what is written out', () => {
  test('names the token of a platform only where it is used', () => {
    expect(texts(['slack'])).not.toMatch(/discord_bot_token/i)
    expect(texts(['discord'])).not.toMatch(/slack_bot_token/i)
    expect(texts([])).not.toMatch(/bot_token/i)
    expect(texts(['slack', 'discord']).match(/slack_bot_token/gi)?.length).toBe(
      texts(['slack', 'discord']).match(/discord_bot_token/gi)?.length,
    )
  })

  test.each(['docker', 'compose', 'k8s', 'systemd', 'grafana', 'slack'])(
    'has each file of src/deploy/%s',
    (part) => {
      const folder = join(import.meta.dirname, '../../src/deploy', part)
      const there = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : []
      const names = there.filter((entry) => entry.isFile()).map(({ name }) => name)
      const written = new Set(partFiles(PARTS, new Set()).map(({ path }) => basename(path)))
      expect(names.filter((name) => !written.has(name))).toEqual([])
    },
  )

  test('has a password of its own each time, and every secret that is mounted', () => {
    const [first, second] = [secrets(), secrets()]
    expect(first.map(({ path }) => path)).toEqual([
      'secrets/callback_password',
      'secrets/console_password',
      'secrets/slack_bot_token',
      'secrets/database_url',
    ])
    expect(first[0]?.text).not.toBe(second[0]?.text)
    expect(first[0]?.text).toMatch(/^[\w-]{24}$/)
  })

  test.each(LANGUAGES)('.env.example in %s explains every setting, with its default', (language) => {
    const { text } = environmentExample(language)
    const asked = new Set<string>()
    const env = new Proxy({}, { get: (_, name) => void asked.add(String(name)) })
    readSettings({}, { env, pid: 1, stderrIsTerminal: false })
    // Proxies may also be written in lower case.
    const names = [...asked].filter((name) => name === name.toUpperCase())
    const known = names.filter((name) => !name.endsWith('_FILE') || name === 'RULES_FILE')
    const written = [...text.matchAll(/^# ([A-Z][A-Z_\d]*)=/gm)].map(([, name = '']) => name)
    expect(written.sort()).toEqual(known.filter((name) => !name.startsWith('LISTEN_')).sort())
    // As they stand they change nothing.
    const set = Object.fromEntries(
      [...text.matchAll(/^# ([A-Z][A-Z_\d]*)=(.+)$/gm)].map(([, name, value]) => [name, value]),
    )
    const { CALLBACK_USERNAME: _, CONSOLE_USERNAME: __, ...defaults } = set
    const plain = readSettings({}, { env: {}, pid: 1, stderrIsTerminal: false })
    const same = readSettings({}, { env: defaults, pid: 1, stderrIsTerminal: false })
    const comparable = (found: typeof plain): unknown =>
      JSON.parse(JSON.stringify(found).replace(/"portIsDefault":\w+/, '"portIsDefault":null'))
    expect(comparable(same)).toEqual(comparable(plain))
  })

  test.each(LANGUAGES)('is followed by three steps in %s that name the files written', (language) => {
    const steps = nextSteps({
      language,
      cluster: 'prod',
      platforms: new Set(['slack', 'discord']),
      parts: ['compose', 'slackManifest'],
      command: 'herald',
      version: '1.2.3',
    })
    expect(steps.match(/^\d\. /gm)).toEqual(['1. ', '2. ', '3. '])
    for (const part of ['slack/manifest.yaml', 'secrets/discord_bot_token', ':8080/kylin/callback/prod'])
      expect(steps).toContain(part)
  })

  test.each(LANGUAGES)(
    'names in %s where each way of deploying takes callbacks, and none else',
    (language) => {
      const stepsFor = (parts: readonly Part[]): string =>
        nextSteps({
          language,
          cluster: null,
          platforms: new Set(),
          parts,
          command: 'herald',
          version: '1.2.3',
        })
      const addresses = (parts: readonly Part[]): string[] =>
        [...stepsFor(parts).matchAll(/finished-notifier-url=http:\/\/(.*)\/kylin\/callback$/gm)].map(
          ([, at]) => at ?? '',
        )
      // What the files open: the proxy's port on this machine, the service's name and port in Kubernetes.
      const files = texts([])
      expect(files).toContain("ports: ['8080:8080']")
      expect(files).toContain('http://herald.kylin-herald.svc:8484/')
      const machine = 'HOST:8484'
      const compose = 'HOST:8080'
      const k8s = 'herald.kylin-herald.svc:8484'
      expect(addresses([])).toEqual([machine])
      expect(addresses(['grafana', 'systemd'])).toEqual([machine])
      expect(addresses(['compose'])).toEqual([compose])
      expect(addresses(['k8s'])).toEqual([k8s])
      expect(addresses(['compose', 'k8s'])).toEqual([compose, k8s])
      expect(addresses(['docker', 'compose', 'k8s', 'systemd'])).toEqual([machine, compose, k8s, machine])
      const several = stepsFor(['compose', 'k8s'])
      expect(several).toMatch(/# Docker Compose\n.*:8080\//)
      expect(several).toMatch(/# Kubernetes.*\n.*\.svc:8484\//)
      // Nobody is to fill in what does not stand there.
      expect(stepsFor(['k8s'])).not.toContain('HOST')
    },
  )
})
