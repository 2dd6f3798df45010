import { Script } from 'node:vm'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { inboxRoutes } from '../../src/console/inbox.ts'
import type { InboxCount, InboxMessage } from '../../src/store/stored.ts'
import { INBOX_SCRIPT } from '../../src/console/inbox-script.ts'
import { openStore } from '../../src/store/sqlite/worker-store.ts'
import { bench } from '../store/harness.ts'
import { seenIn } from './markup-of.ts'

const AT = Date.UTC(2025, 10, 12, 10, 30)

function aMessage(id: number, text: string, over: Partial<InboxMessage> = {}): InboxMessage {
  const message = {
    id,
    at: AT + id * 60_000,
    drawnAs: 'slack',
    place: '#alerts',
    delivery: `d-${id}`,
    parent: null,
    editedAt: null,
    reactions: 0,
  } as const
  return { ...message, channel: 'sales', payload: { text }, ...over }
}

let trouble: string | null = null
/** The number of the inbox's newest change. */
let changes = 0
afterEach(() => {
  trouble = null
  changes = 0
})

const SOURCE = {
  version: () => Promise.resolve(changes),
  timezone: () => 'Asia/Shanghai',
  nameOf: () => null,
  trouble: () => trouble,
}

/** As the store counts them; a channel of these is drawn as one platform. */
function countsOf(messages: readonly InboxMessage[]): InboxCount[] {
  const own = Map.groupBy(messages, ({ channel }) => channel)
  return [...own].map(([channel, [first, ...more]]) => ({
    channel,
    drawnAs: first?.drawnAs ?? 'slack',
    messages: 1 + more.length,
  }))
}

function inboxOf(...oldestFirst: InboxMessage[]) {
  const asked: number[] = []
  const routes = inboxRoutes({
    inbox: (limit, channel) => {
      asked.push(limit)
      const own = oldestFirst.filter((message) => channel === null || message.channel === channel)
      return Promise.resolve(own.toReversed().slice(0, limit))
    },
    counts: () => Promise.resolve(countsOf(oldestFirst)),
    ...SOURCE,
  })
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    Promise.resolve(routes.request(path, { headers }))
  return { get, asked, see: async (path: string) => seenIn(await (await get(path)).text()) }
}

test('the page admits only its own style and script, by a nonce fresh for each answer', async () => {
  const { get } = inboxOf(aMessage(1, 'one'))
  const nonces = await Promise.all(
    [1, 2].map(async () => {
      const answer = await get('/inbox')
      const policy = answer.headers.get('Content-Security-Policy') ?? ''
      const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
      expect(nonce.length).toBeGreaterThan(20)
      expect(policy.split('; ')).toEqual([
        "default-src 'none'",
        `style-src 'nonce-${nonce}'`,
        `script-src 'nonce-${nonce}'`,
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ])
      const page = await answer.text()
      expect(page).toContain(`<style nonce="${nonce}">`)
      expect(page).toContain(`<script nonce="${nonce}">`)
      return nonce
    }),
  )
  expect(new Set(nonces).size).toBe(2)
})

test('the page is kept by no cache, sniffed by no browser and tells no other site where it was', async () => {
  const { headers } = await inboxOf().get('/inbox')
  expect(headers.get('Cache-Control')).toBe('no-store')
  expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
  expect(headers.get('Referrer-Policy')).toBe('no-referrer')
  expect(headers.get('X-Frame-Options')).toBe('DENY')
  expect(headers.get('Strict-Transport-Security')).toBeNull()
})

test('messages stand oldest first, under their day and at their time in the zone of the rules', async () => {
  const seen = await inboxOf(aMessage(1, 'first'), aMessage(2, 'second')).see('/inbox')
  expect(seen).toMatch(/Wednesday,? 12 November 2025 .*18:31 .*first .*18:32 .*second/)
  expect(seen.match(/12 November 2025/g)).toHaveLength(1)
})

test('the sidebar counts the messages of each channel under its platform', async () => {
  const { get } = inboxOf(
    aMessage(1, 'one'),
    aMessage(2, 'two'),
    aMessage(3, 'three', { channel: 'risk', drawnAs: 'discord', payload: { content: 'three' } }),
  )
  const page = await (await get('/inbox')).text()
  const nav = seenIn(page.slice(page.indexOf('<nav'), page.indexOf('</nav>')))
  expect(nav).toMatch(/All channels 3 Slack # sales 2 Discord # risk 1$/)
})

test('?channel= shows one channel, and a channel without messages leads back to all', async () => {
  const { see } = inboxOf(aMessage(1, 'of sales'), aMessage(2, 'of risk', { channel: 'r&d 质量' }))
  const path = `/inbox?channel=${encodeURIComponent('r&d 质量')}`
  expect(await see(path)).toContain('of risk')
  expect(await see(path)).not.toContain('of sales')
  expect(await see('/inbox?channel=nobody')).toMatch(/No messages in this channel All channels/)
})

test('a channel that others have pushed out of the newest 100 shows its messages, and every channel all it has', async () => {
  const database = bench(openStore)
  onTestFinished(database.close)
  const store = await database.open()
  const put = (channel: string, text: string) =>
    store.addToInbox({ channel, drawnAs: 'slack', place: `#${channel}`, delivery: 'd-1', payload: { text } })
  await put('quiet', 'of long ago')
  await Promise.all(Array.from({ length: 120 }, (_, n) => put('busy', `flood ${n}`)))
  const routes = inboxRoutes({ ...SOURCE, inbox: store.inbox, counts: store.inboxCounts })
  const see = async (path: string): Promise<string> => seenIn(await (await routes.request(path)).text())
  expect(await see('/inbox?channel=quiet')).toMatch(
    /All channels 121 Slack # busy 120 # quiet 1 .*of long ago/,
  )
  expect(await see('/inbox?channel=quiet')).not.toContain('flood')
  expect(await see('/inbox')).not.toContain('of long ago')
  expect(await see('/inbox')).toMatch(/All channels 121 .*# quiet 1/)
  expect(await see('/inbox?channel=busy')).not.toMatch(/flood 19 .*flood 20 /)
  expect(await see('/inbox?channel=busy')).toMatch(/flood 20 .*flood 119 /)
})

test('an empty inbox says how to fill it', async () => {
  const seen = await inboxOf().see('http://localhost:9000/inbox')
  expect(seen).toContain('No messages yet')
  expect(seen).toContain('serve --dry-run --samples')
  expect(seen).toContain('http://localhost:9000/kylin/callback')
})

test('the page speaks the language that the browser asks for first', async () => {
  const { get } = inboxOf()
  const page = async (asked: string) => (await get('/inbox', { 'Accept-Language': asked })).text()
  expect(await page('zh-CN,zh;q=0.9,en;q=0.8')).toContain('<html lang="zh">')
  expect(await page('fr, en;q=0.5, zh;q=0.4')).toContain('<html lang="en">')
  expect(await page('zh-Hant;q=0.2, en-GB')).toContain('<html lang="en">')
  expect(await page('xx')).toContain('<html lang="en">')
})

const fields = (name: string) => ({ embeds: [{ fields: [{ name, value: '销售' }] }] })

test('a Chinese message is marked as such, an English one with a Chinese name in it is not', async () => {
  const { get } = inboxOf(
    aMessage(1, '', { drawnAs: 'discord', payload: fields('模型') }),
    aMessage(2, '', { drawnAs: 'discord', payload: fields('Model') }),
    aMessage(3, '✅ 销售：构建成功'),
  )
  const page = await (await get('/inbox')).text()
  expect([...page.matchAll(/id="m(\d)"[^>]*lang="(\w+)"/g)].map(([, id, lang]) => `${id} ${lang}`)).toEqual([
    '1 zh',
    '2 en',
    '3 zh',
  ])
})

test('an open page that has the newest change gets 304 and no message is read, until something changes', async () => {
  const { get, asked } = inboxOf(aMessage(1, 'one'))
  const tag = (await get('/inbox')).headers.get('ETag') ?? ''
  asked.length = 0
  const same = await get('/inbox', { 'If-None-Match': tag })
  expect(same.status).toBe(304)
  expect(await same.text()).toBe('')
  expect(asked).toEqual([])

  changes += 1
  const later = await get('/inbox', { 'If-None-Match': tag })
  expect(later.status).toBe(200)
  expect(later.headers.get('ETag')).not.toBe(tag)
})

test('replies stand in the thread of their message, oldest first, and count under it', async () => {
  const { see, get } = inboxOf(
    aMessage(1, 'root'),
    aMessage(2, 'other'),
    aMessage(3, 'first reply', { parent: 1 }),
    aMessage(4, 'second reply', { parent: 1 }),
    aMessage(5, 'its own', { parent: 2 }),
  )
  expect(await see('/inbox')).toMatch(/root 2 replies .*first reply .*second reply .*other 1 reply .*its own/)
  const page = await (await get('/inbox', { 'Accept-Language': 'zh' })).text()
  expect(page).toContain('2 条回复')
  expect(page.match(/<ol aria-label="2 条回复">/g)).toHaveLength(1)
})

test('a reply whose message the inbox no longer has stands by itself', async () => {
  const { see } = inboxOf(aMessage(7, 'late reply', { parent: 1 }), aMessage(8, 'after it', { parent: 7 }))
  expect(await see('/inbox')).toMatch(/late reply/)
})

test('an edited message says so and when, a marked one has its mark with the count', async () => {
  const { get, see } = inboxOf(
    aMessage(1, 'as posted'),
    aMessage(2, 'recovered', {
      editedAt: AT,
      reactions: 1,
      drawnAs: 'discord',
      payload: { content: 'recovered' },
    }),
  )
  const seen = await see('/inbox')
  expect(seen).toMatch(/recovered \(edited\) ✅ 1/)
  expect(seen.match(/\(edited\)|✅/g)).toHaveLength(2)
  const page = await (await get('/inbox', { 'Accept-Language': 'zh' })).text()
  expect(page).toContain('（已编辑）')
  expect(page).toContain('title="Herald 已标记为完成"')
  expect(page).toMatch(/<time datetime="2025-11-12T10:30:00.000Z" title="[^"]+18:30[^"]*">（已编辑）/)
})

/** The state of the first message, by which an open page knows whether it changed. */
const stateIn = async (...messages: InboxMessage[]) =>
  /id="m1"[^>]*data-state="([^"]*)"/s.exec(await (await inboxOf(...messages).get('/inbox')).text())?.[1]

test('the state of a message changes with its edit, its mark and each reply, so that an open page draws it anew', async () => {
  const root = aMessage(1, 'root')
  const reply = aMessage(2, 'reply', { parent: 1 })
  const states = [
    await stateIn(root),
    await stateIn({ ...root, editedAt: AT }),
    await stateIn({ ...root, editedAt: AT + 1 }),
    await stateIn({ ...root, reactions: 1 }),
    await stateIn(root, reply),
    await stateIn(root, { ...reply, editedAt: AT }),
  ]
  expect(new Set(states).size).toBe(6)
  expect(await stateIn(root, aMessage(3, 'another'))).toBe(states[0])
})

test('the script of the page is one a browser can read', () => {
  expect(() => new Script(INBOX_SCRIPT)).not.toThrow()
  expect(INBOX_SCRIPT).not.toMatch(/<\/?script|<!--|innerHTML/)
})

test('mistakes in the rules stand above the messages, escaped, and reach an open page', async () => {
  const { get } = inboxOf(aMessage(1, 'one'))
  const before = await get('/inbox')
  expect(await before.text()).toMatch(/<p id="trouble"[^>]* hidden>/)
  trouble = 'rules.yaml:4 unknown key "<b>sned"'
  const after = await get('/inbox', {
    'If-None-Match': before.headers.get('ETag') ?? '',
    'Accept-Language': 'zh-CN',
  })
  expect(after.status).toBe(200)
  const page = await after.text()
  expect(page).toContain('<bdi>rules.yaml:4 unknown key &quot;&lt;b&gt;sned&quot;</bdi>')
  expect(page).toContain('磁盘上的规则有错误')
  const again = await get('/inbox', { 'If-None-Match': after.headers.get('ETag') ?? '' })
  expect(again.status).toBe(304)
})

test('a file is shown by its name and size, whatever its name holds', async () => {
  const payload = { file: { name: '<b>trace</b>.txt', bytes: 12_345 } }
  const { see, get } = inboxOf(aMessage(1, 'failed'), aMessage(2, '', { payload }))
  expect(await see('/inbox')).toContain('<b>trace</b>.txt 12 kB')
  expect(await (await get('/inbox')).text()).not.toContain('<b>trace')
})
