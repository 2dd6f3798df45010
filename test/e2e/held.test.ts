import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { runHerald } from '../support/herald-process.ts'
import { until } from '../support/until.ts'
import { aSetting } from './setting.ts'
import { comesTo, lines, seen, settled } from './telling.ts'

// Each test starts real processes, of which two cores may run several at once.
const LONG = { timeout: 90_000 }

const rulesOf = (every: string): string => `version: 1
channels: { sales: { to: "slack:#sales", pace: none }, ops: { to: "slack:#ops", pace: none } }
hours: { always: { daily: 00:00-24:00 } }
rules:
  - { name: hourly, when: { project: hourly }, send: sales, digest: ${every} }
  - { name: alone, when: { project: alone }, send: ops, digest: ${every} }
  - { name: lost, when: { project: lost }, send: sales, quiet: { hours: [always], then: drop } }
unmatched: drop
`

/** Lets the time come when digests are due. */
function makeDue(folder: string): void {
  const db = new DatabaseSync(join(folder, 'herald.db'), { timeout: 5_000 })
  db.exec(`UPDATE delivery SET due_at = 1 WHERE state = 'waiting' AND kind = 'digest'`)
  db.close()
}

test(
  'a digest holds its messages over a crash and changed rules, comes once, and one message alone comes as itself',
  LONG,
  async () => {
    const setting = await aSetting(rulesOf('1h'))
    const { folder, rulesFile, slack } = setting
    const first = await setting.serve()
    for (const job of ['a', 'b']) await comesTo(first.url, job, 'ERROR', 0, { project: 'hourly' })
    await comesTo(first.url, 'c', 'ERROR', 0, { project: 'alone' })
    await comesTo(first.url, 'd', 'ERROR', 0, { project: 'lost' })
    // Its failure is held: what becomes of it is told with it.
    await comesTo(first.url, 'a', 'SUCCEED', 60, { project: 'other' })
    expect((await settled(first.url, 'a')).map(lines)).toMatchObject([
      ['digest waiting', 'message held'],
      ['message held'],
    ])
    expect((await settled(first.url, 'd')).map(lines)).toEqual([
      ['message silenced quiet hours: lost on purpose'],
    ])
    await first.kill('SIGKILL')
    writeFileSync(rulesFile, rulesOf('2h'))
    const { url } = await setting.serve()
    expect(slack.posts).toEqual([])
    makeDue(folder)
    await slack.waitFor(2)
    const [[digest, held] = [], [later] = []] = await settled(url, 'a')
    expect([held, digest, later]).toMatchObject([
      { state: 'folded', note: `told in the digest ${digest?.id}`, digest: digest?.id },
      { kind: 'digest', state: 'sent' },
      { state: 'folded', digest: digest?.id },
    ])
    expect(lines((await settled(url, 'c'))[0] ?? [])).toEqual(
      [/^digest sent/, /^message sent sent as /].map(matching),
    )
    expect(seen(slack, '#sales').map(({ text }) => text)).toEqual([/3 messages.*2 projects/].map(matching))
    expect(seen(slack, '#ops').map(({ text }) => text)).toEqual([/alone \/ INC_BUILD failed/].map(matching))
  },
)

test(
  'a silence made by the command is recorded on what it silences, survives a crash, holds for its channel, and ends',
  LONG,
  async () => {
    const setting = await aSetting(`version: 1
channels: { sales: { to: "slack:#sales", pace: none }, ops: { to: "slack:#ops", pace: none } }
rules: [{ name: failures, when: { job_state: ERROR }, send: [sales, ops] }]
unmatched: drop
`)
    const { slack } = setting
    const first = await setting.serve()
    const silence = (...args: string[]) => runHerald(['silence', ...args, '--url', first.url])
    const why = 'migration of the warehouse'
    const added = await silence(
      'add',
      '--when',
      'project=sales',
      'channel=sales',
      '--for',
      '2h',
      '--why',
      why,
      '--by',
      'me',
    )
    expect(added).toMatchObject({
      code: 0,
      stdout: matching(/^1 {2}until .* {2}project=sales channel=sales .*by me/),
    })
    await comesTo(first.url, 'a', 'ERROR', 0)
    expect(await channels(first.url, 'a')).toEqual([{ sales: `silenced silence 1: ${why}`, ops: 'sent' }])
    await first.kill('SIGKILL')

    const { url } = await setting.serve()
    const listed = await runHerald(['silence', 'list', '--url', url, '--json'])
    expect(JSON.parse(listed.stdout)).toMatchObject({ silences: [{ id: 1, why, by: 'me', ended_at: null }] })
    await comesTo(url, 'b', 'ERROR', 0)
    expect(await channels(url, 'b')).toEqual([{ sales: `silenced silence 1: ${why}`, ops: 'sent' }])
    expect(await runHerald(['silence', 'expire', '1', '--url', url])).toMatchObject({
      code: 0,
      stdout: 'silence 1 is over\n',
    })
    await comesTo(url, 'c', 'ERROR', 0)
    expect(await channels(url, 'c')).toEqual([{ sales: 'sent', ops: 'sent' }])

    // One that is short ends by itself.
    expect(
      await runHerald([
        'silence',
        'add',
        '--when',
        'project=sales',
        '--for',
        '1s',
        '--why',
        'x',
        '--url',
        url,
      ]),
    ).toMatchObject({ code: 0 })
    let n = 0
    await until(async () => {
      await comesTo(url, `job-${(n += 1)}`, 'ERROR', n)
      return (await channels(url, `job-${n}`))[0]?.['sales'] === 'sent'
    })
    expect(slack.posts.filter(({ channel }) => channel === '#sales')).toHaveLength(2)
    expect(await runHerald(['silence', 'expire', '2', '--url', url])).toMatchObject({ code: 1 })
  },
)

/** What became of a job's messages, by channel. */
async function channels(url: string, job: string): Promise<Record<string, string>[]> {
  return (await settled(url, job)).map((deliveries) =>
    Object.fromEntries(deliveries.map(({ channel, state, note }) => [channel, `${state} ${note}`.trim()])),
  )
}

function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern)
}
