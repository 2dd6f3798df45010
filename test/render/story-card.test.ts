import { describe, expect, test } from 'vitest'
import { MESSAGES } from '../../src/platforms/messages.ts'
import { recoveredCard, storyCard } from '../../src/render/story-card.ts'
import { aCard, aLook } from '../support/a-card.ts'
import { aContext } from '../support/a-context.ts'
import { anEvent } from '../support/an-event.ts'

const MINUTE = 60_000
const failed = aCard({
  summary: '❌ sales_eu / orders failed: disk full',
  title: '❌ sales_eu: INC_BUILD failed',
  link: 'https://kylin.example/',
  body: 'disk full',
  fields: [{ name: 'Duration', value: '30m 34s' }],
  suggestion: 'Check the disk.',
  code: '\tat a.b',
  buttons: [{ text: 'Open', url: 'https://kylin.example/', style: 'danger' }],
  footer: 'default · job-1 · k7f3q-182',
  native: { slack: { parts: [] } },
})

describe('the first message of a story', () => {
  test('of a job that recovered says so first, in green, with the old title below', () => {
    const edited = storyCard(failed, { state: 'SUCCEED', afterMs: 42 * MINUTE, language: 'en' })
    expect(edited).toEqual(
      aCard({
        summary: '✅ recovered after 42m · sales_eu / orders failed: disk full',
        title: '✅ recovered after 42m',
        link: failed.link,
        severity: 'success',
        body: 'disk full',
        fields: failed.fields,
        code: '\tat a.b',
        buttons: [{ text: 'Open', url: 'https://kylin.example/', style: 'default' }],
        footer: 'was ❌ sales_eu: INC_BUILD failed · default · job-1 · k7f3q-182',
      }),
    )
  })

  test.each([
    ['SUCCEED', 'zh', 'success', '✅ 已恢复，历时 42 分'],
    ['DISCARDED', 'en', 'info', '🗑️ discarded after 42m'],
    ['PAUSED', 'en', 'warning', '⏸️ paused after 42m'],
    ['ERROR', 'en', 'error', '❌ failed again after 42m'],
    ['ERROR', 'zh', 'error', '❌ 再次失败，距首次 42 分'],
    ['KILLED', 'en', 'info', '❔ KILLED'],
    ['__proto__', 'en', 'info', '❔ __proto__'],
  ] as const)('of a job that is %s (%s) is %s', (state, language, severity, title) => {
    expect(storyCard(failed, { state, afterMs: 42 * MINUTE, language })).toMatchObject({
      title,
      severity,
      summary: `${title} · sales_eu / orders failed: disk full`,
    })
  })

  test('of a job that failed again still calls for action, and keeps its own shape', () => {
    const edited = storyCard(failed, { state: 'ERROR', afterMs: MINUTE, language: 'en' })
    const { suggestion, buttons, native } = failed
    expect(edited).toMatchObject({ suggestion, buttons, native })
  })

  test('of one line stays one line', () => {
    const edited = storyCard(aCard(), { state: 'SUCCEED', afterMs: MINUTE, language: 'en' })
    expect(edited).toEqual(
      aCard({ summary: '✅ recovered after 1m · sales / INDEX_BUILD failed', severity: 'success' }),
    )
  })

  test('of a very long title keeps the ids in its footer', () => {
    const long = { ...failed, title: '汉'.repeat(5000) }
    const edited = storyCard(long, { state: 'SUCCEED', afterMs: MINUTE, language: 'en' })
    for (const platform of ['slack', 'discord'] as const) {
      const { payload } = MESSAGES[platform].toMessage(edited, aLook())
      expect(JSON.stringify(payload)).toContain('… · default · job-1 · k7f3q-182')
    }
  })

  test.each([-5, NaN, Infinity])('copes with a time of %d', (afterMs) => {
    expect(storyCard(failed, { state: 'SUCCEED', afterMs, language: 'en' }).title).toBe(
      '✅ recovered after 0s',
    )
  })
})

describe('the reply that a job recovered', () => {
  test.each([
    ['en', 'orders', '✅ recovered after 42m · sales_eu / orders INDEX_BUILD'],
    ['zh', undefined, '✅ 已恢复，历时 42 分 · sales_eu / INDEX_BUILD'],
  ] as const)('is one line (%s)', (language, model, summary) => {
    const event = anEvent({ job_state: 'SUCCEED', project: 'sales_eu', end_time: 1_715_414_588_739 })
    const context = aContext({ event, language, ...(model === undefined ? {} : { model }) })
    expect(recoveredCard(context, 42 * MINUTE)).toEqual(
      aCard({ summary, severity: 'success', at: 1_715_414_588_739 }),
    )
  })

  test('says when it was told before', () => {
    expect(recoveredCard(aContext({ toldBefore: true }), 1000).summary).toMatch(/ \(told before\)$/)
  })
})
