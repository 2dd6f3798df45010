import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SharedFile } from './stand-in-files.ts'
import { type Aim, answerOf, type Answer, type Fault, Faults, write } from './stand-in-faults.ts'
import { type Edit, type Reaction, type Shown, shownOf } from './stand-in-shown.ts'

/** A message that a stand-in accepted. */
export interface Post {
  /** Wall clock, ms since the epoch, with a fraction. */
  readonly at: number
  /** As the request named it. */
  readonly channel: string
  readonly text: string
  readonly payload: Readonly<Record<string, unknown>>
  /** Slack's ts, Discord's snowflake. */
  readonly id: string
}

/** One request, read whole. */
export interface StandInRequest {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Counters {
  requests: number
  /** Posts that came while another to the same channel was not answered. */
  overlapping: number
  rateLimited: number
  /** The most posts that were ever under way at once. */
  mostAtOnce: number
}

/** What a stand-in has taken so far. */
export interface Taken {
  readonly posts: readonly Post[]
  readonly counters: Counters
  readonly edits: readonly Edit[]
  readonly reactions: readonly Reaction[]
  readonly gone: ReadonlySet<string>
  readonly locked: ReadonlySet<string>
  readonly accept: (post: Post) => void
  readonly edit: (edit: Edit) => void
  readonly react: (reaction: Reaction) => void
  /** Whether there was one. */
  readonly unreact: (message: string, name: string) => boolean
  readonly share: (file: SharedFile) => void
}

/** A platform's half of a stand-in. */
export interface Behaviour {
  readonly aimOf: (request: StandInRequest) => Aim
  /** Whether a message stands in a channel, or in one of its threads; by the name of the channel when absent. */
  readonly isIn?: (post: Post, channel: string) => boolean
  /** The message in whose thread it stands; when absent there are no threads. */
  readonly rootOf?: (post: Post) => string | null
  readonly answer: (request: StandInRequest, taken: Taken) => Answer
}

/** A real HTTP server on 127.0.0.1 that behaves as a platform does, or misbehaves as told. */
export interface StandIn {
  /** Without a path. */
  readonly origin: string
  /** Everything accepted so far, in order. */
  readonly posts: readonly Post[]
  readonly edits: readonly Edit[]
  readonly reactions: readonly Reaction[]
  /** Files that belong to them, in order. */
  readonly files: readonly SharedFile[]
  /** Ids of messages that somebody deleted: a test may add some. */
  readonly gone: Set<string>
  /** Ids of messages whose thread an admin locked: a test may add some. */
  readonly locked: Set<string>
  /** What a channel shows now, by its name or id, oldest first, replies in their threads. */
  readonly shown: (channel: string) => readonly Shown[]
  readonly counters: Readonly<Counters>
  /** Time added to every answer, ms. */
  latencyMs: number
  readonly fail: (...faults: readonly Fault[]) => void
  readonly heal: () => void
  /** Resolves with all posts as soon as there are `count`. */
  readonly waitFor: (count: number) => Promise<readonly Post[]>
  readonly waitForFiles: (count: number) => Promise<readonly SharedFile[]>
  /** Resolves as soon as it is true; it is looked at whenever something came. */
  readonly waitUntil: (isTrue: () => boolean) => Promise<void>
  /** Resolves as soon as `count` requests have arrived, answered or not. */
  readonly waitForRequests: (count: number) => Promise<void>
  readonly openSockets: () => number
  readonly close: () => Promise<void>
}

/** Starts a stand-in on a free port, or on `port`. */
export async function startStandIn(behaviour: Behaviour, port = 0): Promise<StandIn> {
  const { aimOf, answer, isIn = (post, channel) => post.channel === channel, rootOf = () => null } = behaviour
  const posts: Post[] = []
  const edits: Edit[] = []
  const reactions: Reaction[] = []
  const gone = new Set<string>()
  const locked = new Set<string>()
  const files: SharedFile[] = []
  const counters: Counters = { requests: 0, overlapping: 0, rateLimited: 0, mostAtOnce: 0 }
  const faults = new Faults()
  const arrivals = createWaiters()
  const sockets = new Set<Socket>()
  const underWay = new Map<string, number>()
  let atOnce = 0

  const taken: Taken = {
    posts,
    edits,
    reactions,
    gone,
    locked,
    counters,
    accept(post) {
      posts.push(post)
      arrivals.check()
    },
    edit(edit) {
      edits.push(edit)
      arrivals.check()
    },
    react(reaction) {
      reactions.push(reaction)
      arrivals.check()
    },
    unreact(message, name) {
      const at = reactions.findIndex((one) => one.message === message && one.name === name)
      if (at === -1) return false
      reactions.splice(at, 1)
      return true
    },
    share(file) {
      files.push(file)
      arrivals.check()
    },
  }

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(message.url ?? '/', standIn.origin)
    const request = { method: message.method ?? '', url, headers: message.headers, body: await read(message) }
    if (url.pathname.startsWith('/-/')) return control(request, response)
    const aim = aimOf(request)
    const channel = aim.kind === 'post' ? aim.channel : null
    counters.requests += 1
    arrivals.check()
    if (channel !== null) begin(channel)
    response.once('close', () => channel !== null && end(channel))
    const fault = faults.take(aim)
    const delay = standIn.latencyMs + (fault?.delayMs ?? 0)
    if (delay > 0) await sleep(delay)
    write(
      response,
      answerOf(fault, () => answer(request, taken)),
      fault?.breaks,
    )
  }

  function begin(channel: string): void {
    const before = underWay.get(channel) ?? 0
    if (before > 0) counters.overlapping += 1
    underWay.set(channel, before + 1)
    atOnce += 1
    counters.mostAtOnce = Math.max(counters.mostAtOnce, atOnce)
  }

  function end(channel: string): void {
    atOnce -= 1
    underWay.set(channel, (underWay.get(channel) ?? 1) - 1)
  }

  /** For a stand-in that runs as a process of its own. */
  async function control({ method, url, body }: StandInRequest, response: ServerResponse): Promise<void> {
    if (method === 'GET' && url.pathname === '/-/posts') {
      await standIn.waitFor(Number(url.searchParams.get('atLeast') ?? 0))
      return write(
        response,
        { status: 200, body: JSON.stringify({ posts, edits, reactions, files, counters }) },
        undefined,
      )
    }
    if (method === 'POST' && url.pathname === '/-/faults') {
      const sent = JSON.parse(body) as Fault | Fault[]
      faults.clear()
      faults.add(...(Array.isArray(sent) ? sent : [sent]))
      return write(response, { status: 204, body: '' }, undefined)
    }
    return write(response, { status: 404, body: '{}' }, undefined)
  }

  const server = createServer({ keepAliveTimeout: 60_000 }, (message, response) => {
    serve(message, response).catch((error: unknown) => response.destroy(error as Error))
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))

  const standIn: StandIn = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posts,
    edits,
    reactions,
    files,
    gone,
    locked,
    counters,
    latencyMs: 0,
    shown: (channel) => shownOf({ posts, edits, reactions, gone }, (post) => isIn(post, channel), rootOf),
    fail: (...more) => faults.add(...more),
    heal: () => faults.clear(),
    async waitFor(count) {
      await arrivals.until(() => posts.length >= count)
      return posts
    },
    async waitForFiles(count) {
      await arrivals.until(() => files.length >= count)
      return files
    },
    waitUntil: (isTrue) => arrivals.until(isTrue),
    waitForRequests: (count) => arrivals.until(() => counters.requests >= count),
    openSockets: () => sockets.size,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return standIn
}

function createWaiters() {
  const waiters = new Set<() => void>()
  return {
    check: () => waiters.forEach((waiter) => waiter()),
    until: (isTrue: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        function look(): void {
          if (!isTrue()) return
          waiters.delete(look)
          resolve()
        }
        waiters.add(look)
        look()
      }),
  }
}

async function read(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
