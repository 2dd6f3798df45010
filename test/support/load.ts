import { connect, type Socket } from 'node:net'

export interface LoadOptions {
  readonly url: string
  /** Path with leading slash. */
  readonly path: string
  readonly connections: number
  /** The body of request number n. */
  readonly body: (n: number) => string
  /** How many requests in all. */
  readonly requests: number
  /** Requests a second over all connections; as fast as answered when absent. */
  readonly perSecond?: number
  /** Told how many were answered 200 so far, at each. */
  readonly onAccepted?: (count: number) => void
}

export interface LoadResult {
  /** Numbers of the requests that were answered 200, in the order of the answers. */
  readonly accepted: readonly number[]
  /** Requests answered otherwise or not at all. */
  readonly refused: number
  readonly seconds: number
  /** Time to the answer of each accepted request, ms. */
  readonly latencies: readonly number[]
}

/** Posts callbacks over plain sockets, one at a time per connection, as Kylin's job threads do; ends by itself. */
export async function postLoad(options: LoadOptions): Promise<LoadResult> {
  const { hostname, port } = new URL(options.url)
  const accepted: number[] = []
  const latencies: number[] = []
  let refused = 0
  let next = 0
  const startedAt = performance.now()

  async function run(): Promise<void> {
    let wire = open(hostname, Number(port))
    while (next < options.requests) {
      const n = next
      next += 1
      if (options.perSecond !== undefined) await until(startedAt + (n * 1000) / options.perSecond)
      const sentAt = performance.now()
      const status = await wire.exchange(request(options.path, options.body(n)))
      if (status === 200) {
        accepted.push(n)
        options.onAccepted?.(accepted.length)
        latencies.push(performance.now() - sentAt)
      } else {
        refused += 1
        if (status === 0) {
          // Nobody is there any more: a connection refused ends this sender.
          wire.close()
          wire = open(hostname, Number(port))
          if (!(await wire.connected)) return
        }
      }
    }
    wire.close()
  }

  await Promise.all(Array.from({ length: options.connections }, run))
  return { accepted, refused, latencies, seconds: (performance.now() - startedAt) / 1000 }
}

function until(time: number): Promise<void> {
  const wait = time - performance.now()
  return wait <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, wait))
}

function request(path: string, body: string): Buffer {
  const bytes = Buffer.from(body)
  const head = `POST ${path} HTTP/1.1\r\nHost: herald\r\nContent-Type: application/json\r\nContent-Length: ${bytes.length}\r\nConnection: Keep-Alive\r\n\r\n`
  return Buffer.concat([Buffer.from(head), bytes])
}

interface Wire {
  /** Whether somebody took the connection. */
  readonly connected: Promise<boolean>
  /** Resolves to the status of the answer, 0 when there was none. */
  readonly exchange: (bytes: Buffer) => Promise<number>
  readonly close: () => void
}

const nobody = (): void => undefined

function open(host: string, port: number): Wire {
  const socket: Socket = connect({ host, port, noDelay: true })
  let answered: (status: number) => void = nobody
  let dead = false
  let seen = ''
  const fail = () => {
    dead = true
    answered(0)
  }
  const connected = new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  })
  socket.on('error', fail)
  socket.on('close', fail)
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    seen += chunk
    const end = seen.indexOf('\r\n\r\n')
    if (end === -1) return
    const length = Number(/content-length: (\d+)/i.exec(seen.slice(0, end))?.[1] ?? 0)
    if (seen.length < end + 4 + length) return
    const status = Number(seen.slice(9, 12))
    seen = seen.slice(end + 4 + length)
    answered(status)
  })
  return {
    connected,
    exchange(bytes) {
      if (dead) return Promise.resolve(0)
      return new Promise((resolve) => {
        answered = resolve
        socket.write(bytes)
      })
    },
    close: () => socket.destroy(),
  }
}

/** A callback body of about 2 kB, different for each number. */
export function callbackBody(n: number, over: Readonly<Record<string, unknown>> = {}): string {
  const id = String(n).padStart(12, '0')
  return JSON.stringify({
    job_id: `3b0ec2ff-e629-373e-87b1-${id}-5b54898a-dd75-4146-abbe-de77c0cf77fb`,
    project: `project_${n % 50}`,
    model_id: '5b54898a-dd75-4146-abbe-de77c0cf77fb',
    segment_ids: ['9864cf34-6fbd-38f7-bb76-4423304bc69b'],
    index_ids: [20_001, 10_001, 20_000_000_001],
    duration: 183_911,
    job_state: 'ERROR',
    job_type: 'INDEX_BUILD',
    segment_time_range: [
      {
        segment_id: '9864cf34-6fbd-38f7-bb76-4423304bc69b',
        data_range_start: 1_338_480_000_000,
        data_range_end: 1_354_291_200_000,
      },
    ],
    segment_partition_info: [],
    snapshot_job_info: null,
    start_time: 1_715_414_401_337,
    end_time: 1_715_414_588_739,
    tag: null,
    error_code: 'KE-030001201',
    suggestion: '',
    msg: 'KE-030001201: the expected number of rows does not match the actual built number of rows.',
    code: '999',
    stacktrace: TRACE,
    ...over,
  })
}

const TRACE = `KE-030001201: the expected number of rows does not match.\n${'\tat org.apache.kylin.job.execution.AbstractExecutable.execute(AbstractExecutable.java:388)\n'.repeat(12)}`
