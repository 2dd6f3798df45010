import { stringifyExact } from '../receive/json.ts'

/** An answer of the API: JSON with exact integers, for nobody to keep. */
export function json(value: unknown, status = 200): Response {
  return new Response(`${stringifyExact(value)}\n`, {
    status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}
