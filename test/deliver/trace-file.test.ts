import { describe, expect, test } from 'vitest'
import { traceFileDelivery, traceMessage } from '../../src/deliver/trace-file.ts'
import { aClaim } from '../support/a-claim.ts'
import { anEvent } from '../support/an-event.ts'
import { someRules } from '../support/some-rules.ts'

const RULES = someRules(`channels:
  sales: slack:#sales
  quiet: { to: slack:#quiet, files: none }
  hook: { to: slack-webhook, url: { env: HOOK } }
`)
const RECEIPT = { channel: 'C1', message: '1715.000100' }
const LONG = anEvent({ stacktrace: 'line\n'.repeat(1000) })
const inChannel = (channel: string) => {
  const { route } = aClaim()
  return aClaim({ event: LONG, route: { ...route, channel } })
}

describe('the whole stack trace', () => {
  test('follows a message in a lane beside its own, without mentions', () => {
    const claim = aClaim({ event: LONG, route: { ...aClaim().route, mentions: ['here'] } })
    expect(traceFileDelivery(claim, RECEIPT, RULES)).toMatchObject({
      lane: 'slack:#sales files',
      account: 'slack',
      gapMs: 0,
      route: { channel: 'sales', mentions: [], traceOf: RECEIPT },
    })
  })

  test('follows no message that shows all of it, no notice and no file', () => {
    const { route } = aClaim()
    const notice = { title: 'T', body: '', code: '' }
    const short = anEvent({ stacktrace: 'one line' })
    for (const claim of [
      aClaim({ event: anEvent({ stacktrace: '' }) }),
      aClaim({ event: { ...short, excerpt: 'one line' } }),
      aClaim({ event: LONG, route: { ...route, notice } }),
      aClaim({ event: LONG, route: { ...route, traceOf: RECEIPT } }),
    ]) {
      expect(traceFileDelivery(claim, RECEIPT, RULES)).toBeNull()
    }
  })

  test('follows a message whose room is too small for all of the excerpt', () => {
    const stacktrace = 'x'.repeat(2_000)
    const event = { ...anEvent({ stacktrace }), excerpt: stacktrace }
    expect(traceFileDelivery(aClaim({ event }), RECEIPT, RULES)).not.toBeNull()
  })

  test('goes to no channel that wants no files, to no webhook, and nowhere without a message id', () => {
    expect(traceFileDelivery(inChannel('quiet'), RECEIPT, RULES)).toBeNull()
    expect(traceFileDelivery(inChannel('hook'), RECEIPT, RULES)).toBeNull()
    expect(traceFileDelivery(inChannel('gone'), RECEIPT, RULES)).toBeNull()
    expect(traceFileDelivery(inChannel('sales'), { channel: 'C1', message: '' }, RULES)).toBeNull()
  })

  test('replies to its message on every platform, and calls nobody', () => {
    for (const platform of ['slack', 'discord', 'inbox'] as const) {
      const { payload, change } = traceMessage({ event: LONG, delivery: 'k7f3q-2' }, RECEIPT, platform)
      expect(change).toMatchObject({ kind: 'reply', to: RECEIPT })
      expect(payload).toEqual(platform === 'discord' ? { allowed_mentions: { parse: [] } } : {})
    }
  })

  test('is named after its job by letters that no path or form can misread', () => {
    const job = { project: 'sales', job_type: 'INDEX_BUILD', job_state: 'ERROR' }
    const event = anEvent({ ...job, job_id: '../a"b\r\n/../c', stacktrace: 'x' })
    expect(traceMessage({ event, delivery: 'k7f3q-2' }, RECEIPT, 'slack')).toEqual({
      platform: 'slack',
      payload: {},
      change: { kind: 'reply', to: RECEIPT, title: 'sales: INDEX_BUILD ERROR' },
      file: { name: 'stacktrace-abc-k7f3q-2.txt', text: 'x' },
    })
  })
})
