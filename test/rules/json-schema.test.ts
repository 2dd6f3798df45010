import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FIELD_GUIDE } from '../../src/rules/file/field-guide.ts'
import { FIELDS } from '../../src/rules/fields.ts'
import { jsonSchemaOf, SCHEMA_OF } from '../../src/rules/file/json-schema.ts'
import { aRulesFile, problemsOf } from './a-rules-file.ts'

const SOURCES = join(import.meta.dirname, '../../src/rules')

describe.each(['rules', 'team'] as const)('the JSON Schema of a %s file', (file) => {
  test(`is kept current in ${file}.schema.json: npm run -s herald -- schema > src/rules/rules.schema.json, with --team for the other`, () => {
    const kept: unknown = JSON.parse(readFileSync(join(SOURCES, `${file}.schema.json`), 'utf8'))
    expect(kept).toEqual(jsonSchemaOf(file))
  })

  test('is draft-07, knows every key, and takes no other', () => {
    const schema = jsonSchemaOf(file)
    expect(schema).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      additionalProperties: false,
    })
    expect(Object.keys(schema.properties ?? {})).toEqual(Object.keys(SCHEMA_OF[file].shape))
  })

  test('says of every key what it means', () => {
    const keys = keysIn(jsonSchemaOf(file), [])
    expect(keys.length).toBeGreaterThan(50)
    expect(keys.filter(({ described }) => !described).map(({ path }) => path)).toEqual([])
  })
})

test('every field has a note, and each example stands in a rule without a mistake', () => {
  expect(Object.keys(FIELD_GUIDE).toSorted()).toEqual([...FIELDS.keys()].toSorted())
  const top = 'clusters: { prod: { models: { 89af4ee2-2cdb-4b07-b39e-4c29856309aa: orders } } }'
  for (const field of FIELDS.keys()) {
    const rule = `  - { name: A, when: { ${field}: ${FIELD_GUIDE[field]?.example} }, send: ops }`
    expect(problemsOf(aRulesFile(rule, { top }))).toEqual([])
    expect(FIELD_GUIDE[field]?.about).toMatch(/^[A-Z].*\.$/)
  }
})

interface Key {
  readonly path: string
  readonly described: boolean
}

/** Every key of every mapping in a schema. */
function keysIn(schema: unknown, path: readonly string[], found: Key[] = []): readonly Key[] {
  if (typeof schema !== 'object' || schema === null) return found
  for (const [name, part] of Object.entries(schema)) {
    const at = [...path, name]
    const { description } = Object(part) as { readonly description?: string }
    if (path.at(-1) === 'properties') found.push({ path: at.join('/'), described: Boolean(description) })
    keysIn(part, at, found)
  }
  return found
}
