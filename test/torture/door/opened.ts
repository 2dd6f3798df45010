import { aBridge, AUTHORIZATION } from '../a-bridge.ts'
import { type Row, type Torture, verdict } from '../row.ts'
import { ask, requestBytes } from '../wire.ts'

const RULES = `
version: 1
channels: { ops: { to: "slack:#ops", pace: none, limit: none } }
rules: [{ name: all, send: ops }]
unmatched: drop
`
const CONSOLE = { CONSOLE_USERNAME: 'ops', CONSOLE_PASSWORD: 'c3-console-password' }
const NONE = { CALLBACK_USERNAME: '', CALLBACK_PASSWORD: '', CONSOLE_USERNAME: '', CONSOLE_PASSWORD: '' }
const BODY = '{"job_id":"open-1","project":"p","job_state":"ERROR","job_type":"X"}'

/** On an address that others reach it starts with credentials only. */
export const doorStart: Torture = async ({ long }) => {
  const rows: Row[] = []
  for (const host of long ? ['0.0.0.0', '::'] : ['0.0.0.0']) {
    const bridge = await aBridge(RULES)
    const start = (env: Readonly<Record<string, string>>) => bridge.serve({ env }, ['--host', host])
    try {
      const said = await start(NONE).then(() => 'it started', saidOf)
      const named = ['CALLBACK_PASSWORD', 'CONSOLE_PASSWORD'].every((name) =>
        said.includes(`${name}: is missing`),
      )
      rows.push({
        done: `start on ${host} without credentials`,
        counts: named ? 'refused, with both settings named' : said,
        verdict: verdict(named),
      })
      const half = await start({ ...NONE, ...CONSOLE }).then(() => 'it started', saidOf)
      rows.push({
        done: `start on ${host} with the console's alone`,
        counts: half.includes('CALLBACK_PASSWORD: is missing') ? 'refused' : half,
        verdict: verdict(half.includes('CALLBACK_PASSWORD: is missing')),
      })
      rows.push(await opened(host, start))
    } finally {
      await bridge.end()
    }
  }
  return rows
}

type Start = (env: Readonly<Record<string, string>>) => Promise<{ readonly url: string }>

async function opened(host: string, start: Start): Promise<Row> {
  const done = `start on ${host} with both`
  try {
    const { url } = await start(CONSOLE)
    const near = `http://127.0.0.1:${new URL(url).port}`
    const stranger = await ask(near, requestBytes({ body: BODY }))
    const known = await ask(near, requestBytes({ body: BODY, authorization: AUTHORIZATION }))
    return {
      done,
      counts: `${stranger} without credentials, ${known} with them`,
      verdict: verdict(stranger === 401 && known === 200),
    }
  } catch (error) {
    const said = saidOf(error)
    if (!said.includes('cannot listen')) throw error
    return { done, counts: 'this machine has no such address', verdict: 'skipped' }
  }
}

function saidOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
