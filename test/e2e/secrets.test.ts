import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { MESSAGES } from '../../src/platforms/messages.ts'
import type { JobEvent } from '../../src/receive/event.ts'
import { callbackAnswer } from '../../src/receive/routes.ts'
import { startServer } from '../../src/receive/server.ts'
import { renderCard } from '../../src/render/render.ts'
import { LANGUAGES, PLATFORM_NAMES } from '../../src/rules/rules.ts'
import { openLocalStore } from '../../src/store/core/local-store.ts'
import { openSqlite } from '../../src/store/sqlite/sqlite.ts'
import { eventOf } from '../receive/arrival.ts'
import { front } from '../../src/wiring/front.ts'
import { aDelivery } from '../store/an-acceptance.ts'
import { aLook } from '../support/a-card.ts'
import { aLog } from '../support/a-log.ts'
import { aContext } from '../support/a-context.ts'
import { LOOK_ALIKES } from '../support/look-alikes.ts'
import { PLANTED_SECRETS, type PlantedSecret } from '../support/planted-secrets.ts'
import { shippedTemplates } from '../support/shipped-templates.ts'

/** How many characters of a secret in a row are a leak, and how far apart they are looked for. */
const LEAK = 8
const STEP = 3

const folder = mkdtempSync(join(tmpdir(), 'herald-secrets-'))
const file = join(folder, 'herald.db')
const lines: string[] = []
const statuses: number[] = []
const events = new Map<string, JobEvent>()
const messages = new Map<string, string[]>()
/** Every row of every table, as JSON, under its table. */
const rows: { readonly table: string; readonly cluster: unknown; readonly text: string }[] = []
let bytes = ''

/** The callback in which a text stands wherever a text can stand. */
function callbackWith(text: string): string {
  return JSON.stringify({
    job_id: 'j-1',
    project: 'sales',
    job_state: 'ERROR',
    job_type: 'INC_BUILD',
    msg: text,
    suggestion: `Look at ${text}`,
    error_code: `KE-060100201 ${text}`,
    stacktrace: `java.lang.IllegalStateException: first\n\tat a.B.c(B.java:1)\nCaused by: java.io.IOException: ${text}\n\tat a.B.c(B.java:1)\n${text}\n`,
    tag: { owner: text, list: [{ [text]: 1 }, [text]] },
    later_field: text,
  })
}

const clusterOf = (index: number): string => `s${index}`

beforeAll(async () => {
  const store = await openLocalStore({
    engine: openSqlite({ file }),
    owner: 'one',
    clock: systemClock,
    onFatal(error) {
      throw error
    },
  })
  const log = aLog(lines)
  const callback = callbackAnswer({
    authorized: () => null,
    async accept({ event, hash }) {
      events.set(event.cluster, event)
      const trace = { rules: 'abcdef123456', outcome: 'routed', entries: [] } as const
      await store.accept({ event, hash, trace, deliveries: [aDelivery('sales')] })
      return 'stored'
    },
    quarantine: store.quarantine,
    clock: systemClock,
    random: Math.random,
    log,
  })
  const address = { host: '127.0.0.1', port: 0 }
  const server = await startServer(front({ callback, reads: {}, pages: null, log }), address, log)
  const templates = await shippedTemplates()
  const posts = PLANTED_SECRETS.flatMap(({ text }, index) => {
    const whole = callbackWith(text)
    const url = `http://127.0.0.1:${server.port}/kylin/callback/${clusterOf(index)}`
    return [whole, whole.slice(0, -1), text].map((body) => fetch(url, { method: 'POST', body }))
  })
  const answers = await Promise.all(posts)
  statuses.push(...new Set(answers.map(({ status }) => status)))
  const shown: Promise<unknown>[] = []
  for (const [cluster, event] of events) {
    const told: string[] = []
    for (const language of LANGUAGES) {
      for (const template of [...templates.keys(), 'of nobody']) {
        const { card } = renderCard(templates, template, aContext({ event, language }))
        told.push(JSON.stringify(card))
        for (const platform of PLATFORM_NAMES) {
          const { toMessage, toPlainMessage } = MESSAGES[platform]
          const look = aLook({ language })
          const { payload } = toMessage(card, look)
          told.push(unescaped(JSON.stringify([payload, toPlainMessage(card, look).payload])))
          const message = { channel: 'sales', drawnAs: platform, place: '', delivery: 'k7f3q-182', payload }
          if (template === 'error' && language === 'en') shown.push(store.addToInbox(message))
        }
      }
    }
    messages.set(cluster, told)
  }
  await Promise.all(shown)
  await server.close(0)
  await store.close()
  const database = new DatabaseSync(file, { readOnly: true })
  for (const { name } of database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).all()) {
    for (const row of database.prepare(`SELECT * FROM ${String(name)}`).all()) {
      rows.push({ table: String(name), cluster: row['cluster'], text: JSON.stringify(row) })
    }
  }
  database.close()
  bytes = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** As a reader sees it, whatever the platform needs around it. */
function unescaped(text: string): string {
  return text.replaceAll(/\\+|\u200b/g, '').replaceAll('&amp;', '&')
}

function leaks(text: string, { secret }: PlantedSecret): readonly string[] {
  return secret.flatMap((part) => {
    const length = Math.max(1, Math.floor((part.length - LEAK) / STEP) + 1)
    const pieces = Array.from({ length }, (_, at) => part.slice(at * STEP, at * STEP + LEAK))
    return pieces.filter((piece) => text.includes(piece))
  })
}

const CASES = PLANTED_SECRETS.map((planted, index) => ({
  planted,
  name: planted.name,
  cluster: clusterOf(index),
}))

function count(table: string): number {
  return rows.filter((row) => row.table === table).length
}

test('everything was stored: an event and two unusable bodies for each secret', () => {
  expect(statuses).toEqual([200])
  expect(count('event')).toBe(CASES.length)
  expect(count('quarantine')).toBe(2 * CASES.length)
  expect(count('delivery')).toBe(CASES.length)
  expect(count('inbox')).toBeGreaterThan(CASES.length)
  // The log tells of a flood in fewer lines than it has callbacks.
  expect(lines.length).toBeGreaterThan(0)
})

test.each(CASES)('no row of the store holds a secret of $name', ({ planted, cluster }) => {
  const own = rows.filter((row) => row.cluster === cluster)
  expect(own.length).toBeGreaterThanOrEqual(3)
  expect(own.filter(({ text }) => leaks(unescaped(text), planted).length > 0)).toEqual([])
})

test('no byte of the database, its log included, is part of a secret', () => {
  const parts = PLANTED_SECRETS.flatMap(({ secret }) => secret)
  expect(rows.filter(({ text }) => parts.some((part) => text.includes(part)))).toEqual([])
  expect(parts.filter((part) => bytes.includes(part))).toEqual([])
})

test.each(CASES)('no message of a shipped template holds a secret of $name', ({ planted, cluster }) => {
  const told = messages.get(cluster) ?? []
  expect(told.length).toBeGreaterThan(40)
  expect(told.flatMap((text) => leaks(text, planted))).toEqual([])
})

test.each(CASES)('no line of the log holds a secret of $name', ({ planted }) => {
  expect(leaks(lines.join('\n'), planted)).toEqual([])
})

test.each(LOOK_ALIKES)('in an event stays: %s', (text) => {
  const event = eventOf(callbackWith(text))
  expect(event.fields).toMatchObject({ later_field: text, msg: text })
  expect(event.cause).toContain(text.slice(0, 40))
})
