import { Agent, request } from 'node:http'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

/** The least that any bridge does: takes a callback, tells Slack, answers. It stores nothing. Argument: Slack's address. */
const [, , slack = ''] = process.argv
const agent = new Agent({ keepAlive: true })
const app = new Hono().post('/kylin/callback', async (c) => {
  const { job_id: job, project } = await c.req.json<{ job_id: string; project: string }>()
  await post({ channel: `#${project}`, text: job })
  return c.body(null, 200, { 'Content-Length': '0' })
})
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
  console.log(`http://127.0.0.1:${port}`)
})

function post(form: Readonly<Record<string, string>>): Promise<void> {
  const headers = {
    authorization: `Bearer ${process.env['SLACK_BOT_TOKEN'] ?? ''}`,
    'content-type': 'application/x-www-form-urlencoded',
  }
  return new Promise((resolve, reject) => {
    const sent = request(`${slack}chat.postMessage`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().once('end', resolve)
    })
    sent.once('error', reject).end(new URLSearchParams(form).toString())
  })
}
