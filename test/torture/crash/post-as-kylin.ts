import { request } from 'node:http'

/**
 * Posts a callback over a connection of its own, as Kylin does; resolves to the status, 0 when there was no answer.
 * @param giveUpMs so long silence is borne; for ever when absent
 */
export function postAsKylin(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
  giveUpMs?: number,
): Promise<number> {
  return new Promise((resolve) => {
    const all = { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const sending = request(
      `${url}/kylin/callback`,
      { method: 'POST', agent: false, headers: all },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      },
    )
    sending.on('error', () => resolve(0))
    if (giveUpMs !== undefined) sending.setTimeout(giveUpMs, () => sending.destroy(new Error('silence')))
    sending.end(body)
  })
}
