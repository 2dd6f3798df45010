import { serve } from '@hono/node-server'
import { Hono } from 'hono'

/** The baseline of the accept rate: a bare Hono handler that parses the same body. */
const app = new Hono().post('/kylin/callback', async (c) => {
  const body = await c.req.json<{ job_id: string }>()
  return c.body(null, body.job_id === '' ? 400 : 200, { 'Content-Length': '0' })
})
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
  console.log(`http://127.0.0.1:${port}`)
})
