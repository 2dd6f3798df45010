import type { RenderContext } from '../../src/render/scope.ts'
import { anEvent } from './an-event.ts'

/** What a card is made of, with only what matters to the test written out. */
export function aContext(over: Partial<RenderContext> = {}): RenderContext {
  return {
    event: anEvent(),
    language: 'en',
    timezone: 'UTC',
    delivery: 'k7f3q-182',
    toldBefore: false,
    now: 1_715_414_588_900,
    ...over,
  }
}
