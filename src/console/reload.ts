import { Hono } from 'hono'
import type { Problem } from '../problem.ts'
import { wantsJson } from './wants-json.ts'

/** What a reload has to say; `Outcome` of reload/ is one. */
export interface ReloadAnswer {
  readonly ok: boolean
  readonly applied: boolean
  readonly hash: string | null
  readonly problems: readonly Problem[]
  readonly files: readonly {
    readonly file: string
    readonly team: string | null
    readonly state: string
  }[]
  readonly text: string
}

/**
 * `POST /-/reload`: 200, or 422 where a file is broken, if only a team's; the body says what took effect. Text for a
 * person; JSON by `Accept` or `?format=json`. Not guarded: whoever mounts it puts the console's credentials in front.
 */
export function reloadRoutes({ reload }: { readonly reload: () => Promise<ReloadAnswer> }): Hono {
  const routes = new Hono()
  routes.post('/-/reload', async (c) => {
    const { text, ...answer } = await reload()
    const status = answer.ok ? 200 : 422
    c.header('Cache-Control', 'no-store')
    return wantsJson(c.req.query('format'), c.req.header('Accept'))
      ? c.json(answer, status)
      : c.text(text, status)
  })
  return routes
}
