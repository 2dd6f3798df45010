import type { Context } from 'hono'

/** Whether somebody asks for JSON rather than text: by `?format=`, else by `Accept`. */
export function wantsJson(c: Context): boolean {
  const format = c.req.query('format')
  return format === undefined
    ? (c.req.header('Accept') ?? '').toLowerCase().includes('application/json')
    : format === 'json'
}
