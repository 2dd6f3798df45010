import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { frame } from '../../src/problem.ts'
import { loadRules } from '../../src/rules/load.ts'
import { WHOLE } from './a-whole-configuration.ts'
import type { Data } from './a-whole-configuration.ts'
import { PLAIN_SECRETS, SECRETS } from './wild-values.ts'

const PLACES = [
  ['accounts', 'eu', 'token'],
  ['clusters', 'prod', 'passwords'],
  ['clusters', 'prod', 'passwords', 0],
  ['channels', 'hook', 'url'],
] as const

const WRITTEN: readonly ((secret: string) => Data)[] = [
  (secret) => secret,
  (secret) => [secret],
  (secret) => [[secret]],
  (secret) => ({ value: secret }),
  (secret) => ({ env: secret }),
  (secret) => ({ env: 'A', file: 'b', value: secret }),
  (secret) => ({ env: [secret] }),
  (secret) => ({ env: { value: secret } }),
  (secret) => ({ [secret]: 'x' }),
  (secret) => ({ value: { env: secret } }),
]

function withAt(data: Data, [step, ...rest]: readonly (string | number)[], value: Data): Data {
  if (step === undefined) return value
  if (Array.isArray(data))
    return data.map((item, index) => (index === step ? withAt(item, rest, value) : item))
  if (typeof data !== 'object' || data === null) return data
  return { ...data, [step]: withAt(data[step] ?? null, rest, value) }
}

test.each(PLACES.map((path) => [path.join('.'), path] as const))(
  'however a secret is written at %s, it is refused and not shown',
  (_, path) => {
    for (const secret of [...SECRETS, ...PLAIN_SECRETS]) {
      for (const [index, write] of WRITTEN.entries()) {
        for (const collectionStyle of ['block', 'flow'] as const) {
          const text = stringify(withAt(WHOLE, path, write(secret)), { collectionStyle, lineWidth: 0 })
          const { problems, rules } = loadRules(text, 'rules.yaml')
          const shown = problems.map((problem) => frame(problem, text)).join('\n')
          expect([index, collectionStyle, rules, shown.includes(secret)]).toEqual([
            index,
            collectionStyle,
            null,
            false,
          ])
        }
      }
    }
  },
)
