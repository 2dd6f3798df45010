import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Flags, readSettings, secretsOf, type Settings } from '../src/settings.ts'

function read(env: Record<string, string>, flags: Flags = {}) {
  return readSettings(flags, { env, pid: 42, stderrIsTerminal: false })
}
function settings(env: Record<string, string>, flags: Flags = {}): Settings {
  const result = read(env, flags)
  if (Array.isArray(result)) throw new Error(result.map(({ message }) => message).join('; '))
  return result
}
function problems(env: Record<string, string>, flags: Flags = {}): string[] {
  const result = read(env, flags)
  return Array.isArray(result) ? result.map(({ message }) => message) : []
}

test('without any setting it listens on the loopback address only', () => {
  expect(settings({})).toMatchObject({
    host: '127.0.0.1',
    port: 8484,
    database: { kind: 'sqlite', file: 'data/herald.db' },
    rulesFile: 'rules.yaml',
    templatesDir: 'templates',
    drainSeconds: 10,
    retentionDays: 30,
    retryHours: 24,
    logFormat: 'json',
  })
})

test('every setting is used by something: none is only read and promised', () => {
  const folder = join(import.meta.dirname, '../src')
  const users = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && path !== 'settings.ts')
    .map((path) => readFileSync(join(folder, path), 'utf8'))
    .join('\n')
  const names = Object.keys(settings({}))
  expect(names.length).toBeGreaterThan(20)
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(users))).toEqual([])
})

test('an open address needs credentials for callbacks and for the pages', () => {
  expect(problems({ HOST: '0.0.0.0' })).toEqual([
    expect.stringContaining('CALLBACK_PASSWORD'),
    expect.stringContaining('CONSOLE_PASSWORD'),
  ])
  const both = {
    CALLBACK_USERNAME: 'k',
    CALLBACK_PASSWORD: 'a',
    CONSOLE_USERNAME: 'c',
    CONSOLE_PASSWORD: 'b',
  }
  expect(settings({ HOST: '0.0.0.0', ...both }).host).toBe('0.0.0.0')
})

test.each(['127.0.0.1', 'localhost', '::1', '127.0.0.2'])('%s needs none', (HOST) => {
  expect(problems({ HOST })).toEqual([])
})

test.each(['127.0.0.1.example.com', '0.0.0.0', '::', '10.0.0.1', 'herald.example.com'])(
  '%s is open',
  (HOST) => {
    expect(problems({ HOST })).toHaveLength(2)
  },
)

test('every mistake is said in one go', () => {
  expect(
    problems({
      PORT: '99999',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://u:secret@h/x',
      SLACK_API_URL: 'nope',
    }),
  ).toEqual([
    expect.stringMatching(/^PORT: "99999" is not a whole number from 0 to 65535/),
    expect.stringMatching(/^DATABASE_URL: is not of the form sqlite:<path>/),
    expect.stringMatching(/^SLACK_API_URL: is not an http/),
    expect.stringMatching(/^LOG_LEVEL: "loud" is none of debug, info, warn, error/),
  ])
})

test('a secret from a file is read again on every use', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'herald-')), 'token')
  writeFileSync(file, 'first\n')
  const { slackToken } = settings({ SLACK_BOT_TOKEN_FILE: file })
  expect(slackToken()).toBe('first')
  writeFileSync(file, 'second\n')
  expect(slackToken()).toBe('second')
})

test('a file that is not there and a secret given twice are mistakes', () => {
  expect(problems({ SLACK_BOT_TOKEN_FILE: '/nowhere/token' })).toEqual([
    expect.stringContaining('SLACK_BOT_TOKEN_FILE'),
  ])
  expect(problems({ DISCORD_BOT_TOKEN: 'x', DISCORD_BOT_TOKEN_FILE: '/nowhere' })[0]).toContain('both')
})

test('two passwords serve at once while they are rotated', () => {
  const rotating = settings({
    CALLBACK_USERNAME: 'kylin',
    CALLBACK_PASSWORD: 'old',
    CALLBACK_PASSWORD_2: 'new',
  })
  expect(rotating.callback?.passwords.map((secret) => secret())).toEqual(['old', 'new'])
  expect(secretsOf(rotating)).toEqual(['old', 'new'])
})

test('half a pair of credentials is a mistake', () => {
  expect(problems({ CALLBACK_USERNAME: 'kylin' })).toEqual([expect.stringContaining('CALLBACK_PASSWORD')])
  expect(problems({ CONSOLE_PASSWORD: 'x' })).toEqual([expect.stringContaining('CONSOLE_USERNAME')])
})

test('a socket of systemd is taken only when it is meant for this process', () => {
  const both = {
    CALLBACK_USERNAME: 'k',
    CALLBACK_PASSWORD: 'a',
    CONSOLE_USERNAME: 'c',
    CONSOLE_PASSWORD: 'b',
  }
  expect(settings({ ...both, LISTEN_PID: '42', LISTEN_FDS: '1' }).socketFd).toBe(3)
  expect(settings({ ...both, LISTEN_PID: '41', LISTEN_FDS: '1' }).socketFd).toBeNull()
  expect(problems({ ...both, LISTEN_PID: '42', LISTEN_FDS: '2' })).toHaveLength(1)
})

test('flags win over variables, and a dry run keeps to a database of its own', () => {
  const flags = { port: '9000', database: 'sqlite:x.db', dryRun: true }
  expect(settings({ PORT: '1', DATABASE_URL: 'sqlite:real.db' }, flags)).toMatchObject({
    port: 9000,
    database: { kind: 'sqlite', file: 'x.db' },
  })
  expect(settings({ DATABASE_URL: 'sqlite:real.db' }, { dryRun: true }).database).toBeNull()
})

test('a .env file that cannot be read is a mistake', () => {
  const problem = {
    severity: 'error',
    code: 'env-unreadable',
    message: 'cannot be read: EISDIR',
    file: '.env',
  } as const
  const result = readSettings({}, { env: {}, problems: [problem], pid: 42, stderrIsTerminal: false })
  expect(result).toEqual([problem])
})

test('a socket meant for a process in between is noticed', () => {
  expect(settings({ LISTEN_PID: '41', LISTEN_FDS: '1' }).foreignSocket).toBe(true)
  expect(settings({}).foreignSocket).toBe(false)
})

test.each([
  ['ADMIN_PORT', '8484', 'is the port of the callbacks too'],
  ['ADMIN_PORT', 'x', 'is not a whole number'],
  ['SLACK_API_URL', 'slack.example.com', 'is not an http'],
  ['DISCORD_API_URL', 'ftp://user:pw@discord.example.com', 'is not an http'],
  ['AUDIT_DAYS', '0', 'is not a whole number from 1'],
])('%s %s is refused: %s', (name, value, why) => {
  expect(problems({ [name]: value })).toEqual([expect.stringContaining(`${name}: `)])
  expect(problems({ [name]: value })[0]).toContain(why)
  expect(problems({ [name]: value })[0]).not.toContain('pw@')
})

test('a port of its own and the days of the audit are read', () => {
  expect(settings({ ADMIN_PORT: '9090', AUDIT_DAYS: '90' })).toMatchObject({ adminPort: 9090, auditDays: 90 })
  expect(settings({})).toMatchObject({ adminPort: null, auditDays: 400 })
  // 0 takes a free one for each.
  expect(settings({ PORT: '0', ADMIN_PORT: '0' })).toMatchObject({ port: 0, adminPort: 0 })
})
test('a PostgreSQL is named without its password, which every log leaves out; its replica by the host', () => {
  const DATABASE_URL = 'postgres://herald:p%40ss-word@db.example.com:5433/herald?sslmode=require'
  const known = settings({ DATABASE_URL, DATABASE_PASSWORD: 'another-word' })
  expect(known.database).toMatchObject({
    kind: 'postgres',
    name: 'postgres://herald@db.example.com:5433/herald',
  })
  expect(secretsOf(known)).toEqual(expect.arrayContaining(['p%40ss-word', 'p@ss-word', 'another-word']))
  expect(known.replicaName).toBe(hostname())
  expect(settings({ DATABASE_URL, REPLICA_NAME: 'herald-0' }).replicaName).toBe('herald-0')
  expect(settings({}).replicaName).toBe('herald')
})

test('the address of a database and its password may stand in files, which are read again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'herald-settings-'))
  const [url, password] = [join(folder, 'url'), join(folder, 'password')]
  writeFileSync(url, 'postgres://herald@db/herald\n')
  writeFileSync(password, 'first\n')
  const { database } = settings({ DATABASE_URL_FILE: url, DATABASE_PASSWORD_FILE: password })
  if (database?.kind !== 'postgres') throw new Error('not what the file says')
  expect(database.address()).toEqual({ url: 'postgres://herald@db/herald', password: 'first' })
  writeFileSync(password, 'second\n')
  writeFileSync(url, 'postgres://herald@db2/herald\n')
  expect(database.address()).toEqual({ url: 'postgres://herald@db2/herald', password: 'second' })
})

test.each(['mysql://u:secret-word@db/x', 'postgres://u:se#cret/word@db/x', 'postgres://'])(
  'a database that cannot be is refused without its address: %s',
  (DATABASE_URL) => {
    const found = problems({ DATABASE_URL })
    expect(found).toEqual([expect.stringContaining('DATABASE_URL')])
    expect(found.join()).not.toContain('word')
  },
)
