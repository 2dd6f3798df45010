import { parse } from 'yaml'
import { z } from 'zod'
import { JOB_STATES } from '../../receive/event.ts'
import { FIELD_GUIDE } from './field-guide.ts'
import { FIELDS, JOB_TYPES, STATE_ALIASES } from '../fields.ts'
import { EVERYONE } from '../rules.ts'
import { RuleShape, RulesShape, TeamFileShape } from './schema.ts'
import { TestShape } from './test-shape.ts'

type Schema = z.core.JSONSchema.BaseSchema

/** Files that have a schema: rules.yaml, and the file of one team. */
export const SCHEMA_OF = { rules: RulesShape, team: TeamFileShape } as const

const [MATCHERS] = RuleShape.shape.when.unwrap().options
const { event: EVENT } = TestShape.shape

/** JSON Schema (draft-07) of a rules file, for editors: what the zod schema says, and what Kylin's fields hold. */
export function jsonSchemaOf(file: keyof typeof SCHEMA_OF): Schema {
  const schema = withExamples(toJson(SCHEMA_OF[file]))
  return { ...schema, definitions: { matcher: matcher(), job_state, job_type, fields: fields() } }
}

/** What editors offer where any text may stand, by the name of the key. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  at: ['2026-11-22T03:00:00+08:00'],
  digest: ['1h', 'daily 08:30'],
  limit: ['10 per 5m', 'none'],
  mention: EVERYONE,
  pace: ['1 per 1s', 'none'],
  template: ['error', 'success', 'paused', 'discarded', 'short'],
  timezone: ['UTC', 'Asia/Shanghai', 'Europe/Berlin'],
  to: ['slack:#name', 'discord:1122334455667788990', 'inbox'],
  unmatched: ['drop'],
}

function withExamples(schema: Schema): Schema {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const examples = EXAMPLES[name]
    if (examples !== undefined && typeof property === 'object') property.examples = [...examples]
  }
  for (const part of Object.values(schema))
    if (typeof part === 'object' && part !== null) withExamples(part as Schema)
  return schema
}

function toJson(shape: z.core.$ZodType): Schema {
  return z.toJSONSchema(shape, {
    target: 'draft-7',
    override({ zodSchema, jsonSchema }) {
      // Every key of a JSON object is a text.
      delete jsonSchema.propertyNames
      if (zodSchema === MATCHERS) replace(jsonSchema, { $ref: '#/definitions/fields' })
      if (zodSchema === EVENT) jsonSchema.properties = eventFields()
    },
  })
}

function replace(schema: Schema, by: Schema): void {
  for (const key of Object.keys(schema)) delete schema[key]
  Object.assign(schema, by)
}

function matcher(): Schema {
  // The field says what it holds; a matcher's own description would hide that.
  const { $schema: _, description: __, ...schema } = toJson(MATCHERS.valueType)
  return schema
}

function fields(): Schema {
  const properties = Object.fromEntries([...FIELDS.keys()].map((name) => [name, field(name)]))
  const { description = '' } = MATCHERS
  return { type: 'object', description, properties, additionalProperties: { $ref: '#/definitions/matcher' } }
}

function field(name: string): Schema {
  const { about = '', example = '' } = FIELD_GUIDE[name] ?? {}
  return name === 'job_state' || name === 'job_type'
    ? { description: about, ...matcherOf({ $ref: `#/definitions/${name}` }) }
    : { description: about, examples: [parse(example)], allOf: [{ $ref: '#/definitions/matcher' }] }
}

/** The schema of a matcher with another one for each value it may ask for. */
function matcherOf(value: Schema): Schema {
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk)
    if (typeof node !== 'object' || node === null) return node
    const schema = node as Schema
    if (Array.isArray(schema.type) && schema.type.includes('boolean')) return value
    return Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, walk(part)]))
  }
  return walk(matcher()) as Schema
}

/** Kylin's states are suggested; what people write for them, in any case, is an error in a rule, so also here. */
const job_state: Schema = {
  anyOf: [
    { enum: [...JOB_STATES] },
    {
      type: 'string',
      not: { pattern: `^(?:${[...STATE_ALIASES.keys()].map(inAnyCase).join('|')})$` },
    },
  ],
}
const job_type: Schema = { anyOf: [{ enum: [...JOB_TYPES] }, { type: 'string' }] }

function inAnyCase(word: string): string {
  return word.replace(/./g, (letter) => `[${letter}${letter.toLowerCase()}]`)
}

function eventFields(): Record<string, Schema> {
  const values: Readonly<Record<string, Schema>> = { job_state, job_type }
  return Object.fromEntries(
    [...FIELDS.keys()].map((name) => [
      name,
      { ...values[name], description: FIELD_GUIDE[name]?.about ?? '' },
    ]),
  )
}
