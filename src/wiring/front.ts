import type { Log } from '../log.ts'
import { type Answer, isRead, pathOf, say } from '../receive/answer.ts'
import { fewLines } from '../receive/few-lines.ts'
import { isCallback } from '../receive/routes.ts'
import type { Listener } from '../receive/server.ts'

export interface FrontOptions {
  /** Null: no callbacks come here. */
  readonly callback: Answer | null
  /** What is asked for every few seconds, by its path. */
  readonly reads: Readonly<Record<string, Answer>>
  /** Inbox, API and reload; null: they are not here. */
  readonly pages: Answer | null
  readonly log: Pick<Log, 'warn' | 'error'>
}

/** Of all pages; what is not there is told by them. */
const PAGES = /^\/(?:inbox$|api\/|-\/)/
export const FAILED = 'Herald could not answer; see its log.\n'

/**
 * What answers on one port. Callbacks and what is asked for every few seconds are answered by Node alone: a framework
 * for pages would take its time of each.
 */
export function front({ callback, reads, pages, log }: FrontOptions): Listener {
  const fail = fewLines(log.error)
  const nothing = nothingHere(log)
  const nowhere: Answer = ({ method = '' }, outgoing, path) => say(outgoing, 404, nothing(method, path))
  function answerOf(path: string, isReading: boolean): Answer {
    if (callback !== null && isCallback(path)) return callback
    if (pages !== null && PAGES.test(path)) return pages
    return (isReading && Object.hasOwn(reads, path) ? reads[path] : undefined) ?? nowhere
  }
  return async (incoming, outgoing) => {
    const path = pathOf(incoming)
    try {
      await answerOf(path, isRead(incoming))(incoming, outgoing, path)
    } catch (err) {
      fail('request failed', { path, err })
      if (outgoing.headersSent) outgoing.destroy()
      else say(outgoing, 500, FAILED)
    }
  }
}

/** What is answered where nothing else does. */
export function nothingHere(log: Pick<Log, 'warn'>): (method: string, path: string) => string {
  const warn = fewLines(log.warn)
  return (method, path) => {
    // A wrong path in Kylin's settings loses every callback: whoever looks for them finds this line.
    if (method === 'POST') warn('post to an unknown path', { path })
    return 'Nothing here. Callbacks: /kylin/callback[/<cluster>], messages: /inbox\n'
  }
}
