import { describe, expect, test } from 'vitest'
import { maskText } from '../../src/receive/mask.ts'
import { storable } from '../../src/receive/lines.ts'
import { LOOK_ALIKES } from '../support/look-alikes.ts'
import { PLANTED_SECRETS, type PlantedSecret } from '../support/planted-secrets.ts'

const leaked = (text: string, { secret }: PlantedSecret): readonly string[] =>
  secret.filter((part) => text.includes(part))

describe('a secret in its true surroundings', () => {
  test.each(PLANTED_SECRETS)('is masked: $name', (planted) => {
    expect(leaked(planted.text, planted).length + Number(planted.text.includes('\u001b'))).toBeGreaterThan(0)
    expect(leaked(maskText(storable(planted.text), 10_000), planted)).toEqual([])
  })
})

describe('what only looks like one', () => {
  test.each(LOOK_ALIKES)('stays: %s', (text) => {
    expect(maskText(text, 10_000)).toBe(text)
  })
})
