import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import { testConfiguration } from '../src/cli/tests.ts'
import { loadTemplates } from '../src/render/template.ts'
import { loadRules } from '../src/rules/load.ts'
import { readSettings } from '../src/settings.ts'
import { callbackBody } from './support/load.ts'
import { hasPostgres, serverUrl } from './support/postgres/database.ts'
import { blocks, COMMANDS, ELSEWHERE, HERE } from './support/readme.ts'
import { type Started, startByShell } from './support/readme-replicas.ts'
import { DISCORD_TOKEN, startStandInDiscord } from './support/stand-in-discord.ts'
import { SLACK_TOKEN, startStandInSlack } from './support/stand-in-slack.ts'

const ROOT = join(import.meta.dirname, '..')

describe('the README', () => {
  const replicas = COMMANDS.filter((command) => command.includes('REPLICA_NAME='))

  test('names no command that nothing runs', () => {
    expect(COMMANDS.filter((command) => ![...HERE, ...replicas].includes(command))).toEqual(ELSEWHERE)
  })

  test.skipIf(!hasPostgres)(
    'starts two replicas on one PostgreSQL, of which each knows what the other stored',
    async () => {
      expect(replicas).toHaveLength(2)
      const name = `herald_readme_${process.pid}`
      const admin = new Client({ connectionString: serverUrl() })
      await admin.connect()
      for (const statement of blocks('sql').join('').split(';\n')) {
        if (statement.trim() !== '') await admin.query(statement.replaceAll('herald', name))
      }
      const slack = await startStandInSlack()
      const discord = await startStandInDiscord()
      const env = {
        SLACK_API_URL: slack.apiUrl,
        SLACK_BOT_TOKEN: SLACK_TOKEN,
        DISCORD_API_URL: discord.apiUrl,
        DISCORD_BOT_TOKEN: DISCORD_TOKEN,
        DRAIN_SECONDS: '0',
      }
      const here = (command: string): string =>
        command
          .replace(
            /\/\/herald:(.*)@127\.0\.0\.1:5432\/herald/,
            `//${name}:$1@${new URL(serverUrl()).host}/${name}`,
          )
          .replace(/PORT=\d+/, 'PORT=0')
      const started: Started[] = []
      try {
        for (const command of replicas) started.push(await startByShell(here(command), env))
        const [one, two] = started.map(({ url }) => url)
        const posted = await fetch(`${one}/kylin/callback`, { method: 'POST', body: callbackBody(1) })
        expect(posted.status).toBe(200)
        const listed = await fetch(`${two}/api/events?project=project_1`)
        expect(await listed.json()).toMatchObject({ events: [{ event: { project: 'project_1' } }] })
        expect((await fetch(`${two}/readyz`)).status).toBe(200)
        for (const { log } of started) expect(log()).not.toContain('change-me')
      } finally {
        for (const { end } of started) await end()
        await slack.close()
        await discord.close()
        await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
        await admin.query(`DROP ROLE ${name}`)
        await admin.end()
      }
    },
  )

  test('shows a template without a mistake', () => {
    const shown = blocks('yaml').filter((text) => text.startsWith('# templates/'))
    const files = shown.map((text, index) => [`t${index}`, { file: 'README.md', text }] as const)
    expect(files).toHaveLength(1)
    expect(loadTemplates(new Map(files)).problems).toEqual([])
  })

  /** A team's file names itself in its first line. */
  const teamFiles = new Map(
    blocks('yaml').flatMap((text) => {
      const file = /^# (teams\/.*)\n/.exec(text)?.[1]
      return file === undefined ? [] : [[file, text]]
    }),
  )

  const readTeamFile = (path: string): { text: string } => ({ text: teamFiles.get(path) ?? '' })

  test.each(
    blocks('yaml')
      .filter((text) => !/^# (?:teams|templates)\//.test(text))
      .map((text) => [/name: (.*)/.exec(text)?.[1], text]),
  )('example "%s" has no mistake, and its tests pass', (_, text) => {
    const loaded = loadRules(text ?? '', 'example.yaml', { templates: new Set(), read: readTeamFile })
    expect(loaded.problems).toEqual([])
    const { problems } = testConfiguration({ ...loaded, templates: new Map() })
    expect(problems).toEqual([])
  })

  test('has more than five rules examples, one of them with a file of a team', () => {
    expect(blocks('yaml').length).toBeGreaterThan(9)
    expect(teamFiles.size).toBe(1)
  })

  test('has a reference that names every variable that settings know', () => {
    const reference = readFileSync(join(ROOT, '.github/REFERENCE.md'), 'utf8')
    const asked = new Set<string>()
    const env = new Proxy({}, { get: (_, name) => void asked.add(String(name)) })
    readSettings({}, { env, pid: 1, stderrIsTerminal: false })
    const known = [...asked].filter((name) => !name.endsWith('_FILE') || name === 'RULES_FILE')
    const inside = new Set(['LISTEN_PID', 'LISTEN_FDS'])
    expect(known.filter((name) => !inside.has(name) && !reference.includes(`\`${name}\``))).toEqual([])
  })
})
