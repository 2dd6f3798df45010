import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Command } from 'commander'
import { expect, onTestFinished, test } from 'vitest'
import { addDoctor } from '../../src/cli/doctor.ts'
import { aCommandContext } from '../cli/a-command-context.ts'
import { aSetting } from './setting.ts'

const RULES = `version: 1
channels: { ops: { to: "slack:#ops", pace: none } }
clusters: { prod: { username: kylin, passwords: [{ env: PROD_PASSWORD }] } }
rules: [{ name: all, send: ops }]
unmatched: ops
`
const PASSWORD = 'correct horse'

type Serve = (request: IncomingMessage, response: ServerResponse) => void

/** Reads a body to its end, and forgets it. */
function read(request: IncomingMessage, then: () => void): void {
  request.on('end', then).resume()
}

/** Something that stands in front of the bridge, or in its place. */
async function anIngress(serve: Serve): Promise<string> {
  const server = createServer(serve)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/kylin/callback/prod`
}

test('a callback address is tried as Kylin uses it: what cuts, redirects, is slow, or answers by itself is told', async () => {
  const setting = await aSetting(RULES)
  const herald = await setting.serve([], { PROD_PASSWORD: PASSWORD })
  async function tried(address: string, env: Readonly<Record<string, string>> = {}): Promise<string[]> {
    const kept = aCommandContext(
      {
        ...setting.env,
        RULES_FILE: setting.rulesFile,
        DATABASE_URL: `sqlite:${setting.folder}/herald.db`,
        PROD_PASSWORD: PASSWORD,
        ...env,
      },
      { now: Date.now() },
    )
    const program = new Command().exitOverride()
    addDoctor(program, kept.context)
    await program.parseAsync(['doctor', '--json', '--url', herald.url, '--callback-url', address], {
      from: 'user',
    })
    const { findings } = JSON.parse(kept.out()) as {
      findings: { state: string; about: string; message: string }[]
    }
    expect(kept.out()).not.toContain(PASSWORD)
    return findings
      .filter(({ about }) => about === 'callback address')
      .map(({ state, message }) => `${state}: ${message}`)
  }
  const path = '/kylin/callback/prod'

  expect(await tried(herald.url + path)).toEqual([
    expect.stringMatching(/^fine: 10 MB were taken and answered 200, after [0-2]\.\d s of silence$/),
    'fine: it came in whole; its beginning is kept in quarantine, and nobody is told',
  ])
  expect(await tried(herald.url + path, { PROD_PASSWORD: 'wrong' })).toEqual([
    'problem: the credentials are refused (HTTP 401)',
  ])
  const early = await anIngress((_, response) => response.writeHead(413).end())
  expect(await tried(early)).toEqual(['problem: an ingress refuses bodies of 10 MB (HTTP 413)'])
  const closing = await anIngress((request) => request.socket.destroy())
  expect(await tried(closing)).toEqual([expect.stringMatching(/^problem: no answer: (?:ECONNRESET|EPIPE)$/)])
  const redirecting = await anIngress((request, response) =>
    read(request, () =>
      response.writeHead(308, { location: `https://user:hidden@x.example/new?key=hidden` }).end(),
    ),
  )
  expect(await tried(redirecting)).toEqual([
    'problem: it redirects (HTTP 308) to https://x.example/new, which Kylin does not follow',
  ])
  const byItself = await anIngress((request, response) => read(request, () => response.end('welcome')))
  expect(await tried(byItself)).toEqual([
    expect.stringMatching(/^fine: 10 MB/),
    `problem: 200, but nothing came in at ${herald.url}`,
  ])
  const slow = await anIngress((request, response) =>
    read(request, () => setTimeout(() => response.end(), 3_300)),
  )
  expect(await tried(slow)).toEqual([
    expect.stringMatching(/^problem: 200 only after 3\.\d s of silence: Kylin gives up after 3 s$/),
  ])
  const cutting = await anIngress((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).subarray(0, 1_000)
      const headers = { 'content-length': body.length, authorization: request.headers.authorization ?? '' }
      httpRequest(herald.url + path, { method: 'POST', headers }, (answer) => {
        answer.resume()
        response.writeHead(answer.statusCode ?? 0).end()
      }).end(body)
    })
  })
  expect(await tried(cutting)).toEqual([
    expect.stringMatching(/^fine: 10 MB/),
    'problem: of 10485760 bytes 1000 came in',
  ])
  // Whatever the rules say of what they know, nobody was told of any of this.
  expect(setting.slack.posts).toEqual([])
  const events = (await (await fetch(`${herald.url}/api/events`)).json()) as { events: unknown[] }
  expect(events.events).toEqual([])
})
