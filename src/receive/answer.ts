import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** Answers one request. @param path of its address, by `pathOf` */
export type Answer = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  path: string,
) => void | Promise<void>

/** What needs no reading: no dots that lead upwards, nothing encoded. */
const PLAIN = /^\/(?!.*\/\.)[\w./-]*$/

/** What an address begins with that names the server too. */
const SERVER = /^https?:\/\/[^/?#]*/i
/** What some resolve and others do not: it would lead past a proxy that lets callbacks through and nothing else. */
const LEADING_ELSEWHERE = /\\|(?:^|\/)(?:\.|%2e){1,2}(?=\/|$)/i

/**
 * The path of a request's address, without its query, decoded where it can be; '' where it cannot be read, or has
 * segments of dots or a backslash.
 */
export function pathOf({ url = '' }: IncomingMessage): string {
  if (PLAIN.test(url)) return url
  const [path = ''] = url.replace(SERVER, '').split(/[?#]/, 1)
  if (!path.startsWith('/') || LEADING_ELSEWHERE.test(path)) return ''
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}

/** Answers with a text. */
export function say(
  outgoing: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders = {},
): void {
  const own = { 'Content-Type': 'text/plain; charset=UTF-8', 'Content-Length': Buffer.byteLength(text) }
  outgoing.writeHead(status, { ...own, ...headers }).end(text)
}

/** Whether a request only looks: what is not to be changed is not there for others. */
export function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD'
}
