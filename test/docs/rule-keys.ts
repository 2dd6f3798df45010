import { jsonSchemaOf } from '../../src/rules/file/json-schema.ts'
import { code, prose, table } from './table.ts'

interface Schema {
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly $ref?: string
  readonly definitions?: Readonly<Record<string, Schema>>
}

/** Title, and where the mapping stands in the schema. */
const MAPPINGS: readonly (readonly [title: string, file: 'rules' | 'team', path: readonly string[]])[] = [
  ['The file', 'rules', []],
  ['A rule', 'rules', ['rules', '[]']],
  ['`quiet:` as a mapping', 'rules', ['rules', '[]', 'quiet']],
  ['A field under `when:` as a mapping', 'rules', ['rules', '[]', 'when', '*']],
  ['A channel in its long form', 'rules', ['channels', '*']],
  ['A mention', 'rules', ['mentions', '*']],
  ['Hours', 'rules', ['hours', '*']],
  ['A cluster', 'rules', ['clusters', '*']],
  ['An account', 'rules', ['accounts', '*']],
  ['A secret', 'rules', ['accounts', '*', 'token']],
  ['`defaults:`', 'rules', ['defaults']],
  ['A team', 'rules', ['teams', '*']],
  ["A team's file", 'team', []],
  ['A test', 'rules', ['tests', '[]']],
]

/** Every key of rules.yaml, from the schema that also checks it. */
export function ruleKeysPart(): string {
  return MAPPINGS.map(([title, file, path]) => {
    const root = jsonSchemaOf(file) as Schema
    const schema = path.reduce((outer, step) => inside(outer, step, root), root)
    const mapping = variants(schema, root).find(({ properties }) => properties !== undefined)
    if (mapping?.properties === undefined) throw new Error(`no mapping at ${path.join('.')}`)
    const rows = Object.entries(mapping.properties).map(([key, { description = '' }]) => [
      mapping.required?.includes(key) === true ? `${code(key)}, required` : code(key),
      prose(description),
    ])
    return `**${title}**\n\n${table(['key', 'meaning'], rows)}`
  }).join('\n\n')
}

function inside(schema: Schema, step: string, root: Schema): Schema {
  const found = variants(schema, root).flatMap(({ items, additionalProperties, properties }) => {
    if (step === '[]') return items === undefined ? [] : [items]
    if (step !== '*') return properties?.[step] ?? []
    return typeof additionalProperties === 'object' ? [additionalProperties] : []
  })
  const [first] = found
  if (first === undefined) throw new Error(`nothing at ${step}`)
  return first
}

/** What a value may be; shared parts stand under the root's definitions. */
function variants(schema: Schema, root: Schema): Schema[] {
  const shared = root.definitions?.[schema.$ref?.split('/').at(-1) ?? '']
  return [schema, ...(schema.anyOf ?? []), ...(shared === undefined ? [] : [shared])].flatMap((one) =>
    one === schema ? [one] : variants(one, root),
  )
}
