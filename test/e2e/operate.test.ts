import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { expect, test } from 'vitest'
import { addDead } from '../../src/cli/dead.ts'
import { addEvents } from '../../src/cli/events.ts'
import { addQuarantine } from '../../src/cli/quarantine.ts'
import { addReplay } from '../../src/cli/replay.ts'
import { addWhy } from '../../src/cli/why.ts'
import { aCommandContext } from '../cli/a-command-context.ts'
import { runHerald } from '../support/herald-process.ts'
import { aSetting, postCallback } from './setting.ts'

const RULES = `version: 1
channels:
  sales: { to: "slack:#sales", pace: none }
  ops: { to: "slack:#ops", pace: none }
rules:
  - { name: Test projects stay silent, when: { project: "*_test" }, drop: true }
  - { name: Sales failures, when: { project: sales, job_state: ERROR }, send: sales }
  - { name: Operations hear of HR, when: { project: hr }, send: ops }
unmatched: drop
`

async function failed(url: string, job: string, project = 'sales'): Promise<void> {
  const body = { job_id: job, project, job_state: 'ERROR', job_type: 'INDEX_BUILD' }
  expect((await postCallback(url, JSON.stringify(body))).status).toBe(200)
}

async function deliveries(
  url: string,
  query: string,
): Promise<{ id: string; channel: string; state: string }[]> {
  const answer = await fetch(`${url}/api/deliveries?${query}`)
  return ((await answer.json()) as { deliveries: [] }).deliveries
}

/** Resolves with them once there are so many. */
async function untilThere(url: string, query: string, count: number) {
  for (;;) {
    const found = await deliveries(url, query)
    if (found.length >= count) return found
    await sleep(20)
  }
}

/** How many there are. */
async function deadLetters(url: string): Promise<number> {
  const answer = await fetch(`${url}/api/replay`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"dead":true,"dryRun":true}',
  })
  return ((await answer.json()) as { total: number }).total
}

/** The bridge, with channels that the test adds, and its commands. */
async function aBridge(rules = RULES, channels: string[] = ['#ops']) {
  const known = new Set(channels)
  const setting = await aSetting(rules, { slack: { channels: known } })
  const herald = await setting.serve()
  /** In this process: a start of Node for each would be most of the test. */
  async function command(...args: string[]) {
    const kept = aCommandContext({}, { now: Date.now() })
    const program = new Command().exitOverride()
    for (const add of [addDead, addEvents, addQuarantine, addReplay, addWhy]) add(program, kept.context)
    await program.parseAsync([...args, '--url', herald.url], { from: 'user' })
    return { code: kept.code() ?? 0, stdout: kept.out(), stderr: kept.err() }
  }
  const json = async (...args: string[]) => {
    const { stdout } = await command(...args, '--json')
    return JSON.parse(stdout) as Record<string, unknown>
  }
  async function reload(text: string): Promise<void> {
    writeFileSync(setting.rulesFile, text)
    expect((await fetch(`${herald.url}/-/reload`, { method: 'POST' })).status).toBe(200)
  }
  return { ...setting, url: herald.url, known, command, json, reload }
}

test('a message for a channel that is not there is a dead letter, and is posted once when it is replayed', async () => {
  const { url, known, slack, command } = await aBridge()
  await failed(url, 'job-1')
  const [letter] = await untilThere(url, 'state=dead', 1)
  const listed = await command('dead')
  expect(listed).toMatchObject({ code: 0, stderr: '1 dead letter\n' })
  expect(listed.stdout).toMatch(
    new RegExp(`Z {2}${letter?.id} {2}sales {2}sales {2}ERROR {2}no-such-place, channel_not_found`),
  )

  known.add('#sales')
  const dry = await command('replay', '--dead', '--dry-run')
  expect(dry.stdout).toBe(`${letter?.id}  sales  waits again\ndry run, nothing is changed: 1 wait again\n`)
  expect(await deliveries(url, 'state=dead')).toHaveLength(1)

  expect(await runHerald(['replay', '--dead', '--url', url])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('1 wait again'),
  })
  await slack.waitFor(1)
  await untilThere(url, 'state=sent', 1)
  expect(await command('replay', '--dead')).toMatchObject({ code: 0, stdout: 'nothing to replay\n' })

  const again = await command('replay', letter?.id ?? '')
  expect(again).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('sent already (--resend sends it again)'),
  })
  expect(await command('replay', '--since', '1h')).toMatchObject({ code: 0 })
  await failed(url, 'job-2', 'hr')
  await slack.waitFor(2)
  expect(slack.posts.map(({ channel }) => channel)).toEqual(['#sales', '#ops'])

  expect((await command('replay', letter?.id ?? '', '--resend')).code).toBe(0)
  await slack.waitFor(3)
  // Told again in the thread of its story, whose first message is there.
  expect(slack.posts[2]?.payload).toMatchObject({ thread_ts: slack.posts[0]?.id })
  expect((await command('replay', 'nonsense-1')).code).toBe(1)
})

test('mended rules send what went nowhere and what died, and nobody hears of a job twice', async () => {
  const { url, slack, command, json, reload } = await aBridge()
  await failed(url, 'job-1')
  await failed(url, 'job-2', 'hr')
  await failed(url, 'job-3', 'marketing')
  const [letter] = await untilThere(url, 'state=dead', 1)
  await untilThere(url, 'state=sent', 1)

  await reload(RULES.replace('send: sales }', 'send: ops }').replace('unmatched: drop', 'unmatched: ops'))
  const dry = await json('replay', '--since', '1h', '--reroute', '--dry-run')
  expect(dry).toMatchObject({ dry_run: true, added: 2, rerouted: 1, left: { sent: 1 } })
  expect(await deliveries(url, 'limit=100')).toHaveLength(2)

  const done = await command('replay', '--since', '1h', '--reroute')
  expect(done.code).toBe(0)
  expect(done.stdout).toContain(`${letter?.id}  sales  is closed: goes to ops\n`)
  const posts = await slack.waitFor(3)
  for (const job of ['job-1', 'job-2', 'job-3'])
    expect(posts.filter(({ payload }) => JSON.stringify(payload).includes(job))).toHaveLength(1)
  expect((await json('dead'))['deliveries']).toEqual([])
  await untilThere(url, 'state=sent', 3)
  expect(await json('replay', '--since', '1h', '--reroute')).toMatchObject({ added: 0, left: { sent: 3 } })

  const why = await command('why', 'job-1')
  expect(why.stdout).toContain(`${letter?.id}  sales (slack #sales)  folded\n`)
  expect(why.stdout).toContain('note: rerouted to ops\n')
})

test('why tells what came, what each rule said then, and what became of each message', async () => {
  const { url, command, json, reload } = await aBridge()
  await failed(url, 'job-1')
  const [letter] = await untilThere(url, 'state=dead', 1)
  await failed(url, 'job-2', 'hr')
  await untilThere(url, 'state=sent', 1)
  // The rules of now do not know what the rules of then said.
  await reload(RULES.replace('Sales failures', 'Failures of sales').replace('"*_test"', 'sandbox'))

  const { code, stdout } = await command('why', 'job-1')
  expect(code).toBe(0)
  expect(stdout).toContain('default · sales · INDEX_BUILD · ERROR\n')
  expect(stdout).toContain('  ✗ 1. Test projects stay silent: project is sales, wanted *_test\n')
  expect(stdout).toContain('  ✓ 2. Sales failures: project sales, job_state ERROR → sales\n')
  expect(stdout).toContain('  ✗ 3. Operations hear of HR: project is sales, wanted hr\n')
  expect(stdout).toContain(`${letter?.id}  sales (slack #sales)  dead\n`)
  expect(stdout).toMatch(/Z {2}not-sent {2}no-such-place, channel_not_found {2}\d+ ms\n {4}help: /)
  expect(stdout).toContain(`replay: herald replay ${letter?.id}\n`)

  const shape = await json('why', 'job-1')
  expect(Object.keys(shape)).toEqual(['event', 'trace', 'deliveries'])
  expect(shape).toMatchObject({
    event: { job_id: 'job-1' },
    trace: {
      channels: ['sales'],
      rules: [
        { name: 'Test projects stay silent', matched: false },
        { name: 'Sales failures', matched: true, channels: ['sales'] },
        { name: 'Operations hear of HR', matched: false },
      ],
    },
    deliveries: [
      { id: letter?.id, channel: 'sales', platform: 'slack', state: 'dead', receipt: null, next_at: null },
    ],
  })
  const [delivery] = shape['deliveries'] as { attempts: object[] }[]
  expect(Object.keys(delivery?.attempts[0] ?? {})).toEqual(['at', 'ms', 'outcome', 'reason'])
  const { id } = shape['event'] as { id: string }
  expect(await json('why', id)).toEqual(shape)
  expect(await json('why', letter?.id ?? '')).toEqual(shape)

  const channel = await command('why', '--channel', 'sales', '--since', '1h')
  expect(channel.stdout).toContain('  ✗ Sales failures: project is hr, wanted sales\n')
  expect(channel.stdout).toContain(`  ${letter?.id}  sales (slack #sales)  dead\n`)
  expect(channel.stderr).toBe('2 events since 1h: 1 for sales, 1 not\n')

  const events = await command('events', '--project', 'SALES', '--since', '1h')
  expect(events.stdout).toMatch(new RegExp(`Z {2}${id} {2}sales {2}INDEX_BUILD {2}ERROR {2}sales dead\n$`))
  expect((await json('events', '--since', '1h'))['events']).toHaveLength(2)
  expect(await command('why', 'nothing')).toMatchObject({ code: 1, stdout: '' })
})

test('what is no callback is listed with what was wrong', async () => {
  const { url, command, json } = await aBridge()
  await postCallback(url, '{"job_id": \u001b[2J')
  const { stdout } = await command('quarantine')
  expect(stdout).toContain('default')
  expect(stdout).not.toContain('\u001b')
  expect(await json('quarantine')).toMatchObject({
    bodies: [{ cluster: 'default', body: expect.stringContaining('job_id') }],
  })
})

test('2,000 dead letters are replayed, each once, and it says how far it is', async () => {
  const names = Array.from({ length: 20 }, (_, n) => `c${n}`)
  const rules = `version: 1
channels: { ${names.map((name) => `${name}: { to: "slack:#${name}", pace: none, limit: none }`).join(', ')} }
rules: [{ name: all, when: { job_state: ERROR }, send: [${names.join(', ')}] }]
unmatched: drop
`
  const { url, known, slack, command, json } = await aBridge(rules, [])
  const jobs = Array.from({ length: 100 }, (_, n) => `job-${n}-`)
  await Promise.all(jobs.map((job) => failed(url, job)))
  while ((await deadLetters(url)) < 2_000) await sleep(100)
  for (const name of names) known.add(`#${name}`)

  expect(await json('replay', '--dead', '--dry-run')).toMatchObject({ replayed: 2_000 })
  const done = await command('replay', '--dead')
  expect(done.code).toBe(0)
  expect(done.stdout).toMatch(/… and 1,980 more\n2,000 wait again\n$/)
  expect(done.stderr).toBe('1,000 of 2,000 …\n2,000 of 2,000 …\n')
  const posts = await slack.waitFor(2_000)
  const told = posts.map(
    ({ channel, payload }) => `${channel} ${/job-\d+-/.exec(JSON.stringify(payload))?.[0]}`,
  )
  expect(new Set(told).size).toBe(2_000)
  expect((await json('dead'))['deliveries']).toEqual([])
}, 120_000)

test('another site cannot make a browser replay or reload', async () => {
  const { url } = await aBridge()
  const foreign = {
    method: 'POST',
    headers: { Origin: 'https://evil.example', 'Content-Type': 'application/json' },
  }
  for (const path of ['/api/replay', '/-/reload'])
    expect((await fetch(url + path, { ...foreign, body: '{"dead":true}' })).status).toBe(403)
})
