import { z } from 'zod'
import type { Path } from '../finding.ts'

/** The keys a schema knows at a path; empty where it takes any. */
export function keysAt(schema: z.core.$ZodType, path: Path): string[] {
  const found = new Set(path.reduce(stepInto, [schema]).flatMap(keysOf))
  return [...found]
}

function stepInto(schemas: readonly z.core.$ZodType[], step: string | number): z.core.$ZodType[] {
  return schemas.flatMap(variantsOf).flatMap((schema) => childOf(schema, step))
}

/** What a value may be: the options of a union, the inner schema of an optional one. */
function variantsOf(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional) return variantsOf(schema.unwrap())
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(variantsOf)
  return [schema]
}

function childOf(schema: z.core.$ZodType, step: string | number): z.core.$ZodType[] {
  if (schema instanceof z.ZodArray) return [schema.element]
  if (schema instanceof z.ZodRecord) return [schema.valueType]
  if (!(schema instanceof z.ZodObject)) return []
  const member = (schema.shape as Readonly<Record<string, z.core.$ZodType>>)[step]
  return member === undefined ? [] : [member]
}

function keysOf(schema: z.core.$ZodType): string[] {
  return variantsOf(schema).flatMap((variant) =>
    variant instanceof z.ZodObject ? Object.keys(variant.shape as object) : [],
  )
}
