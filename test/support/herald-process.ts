import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { wrongLines } from './log-check.ts'

const ROOT = join(import.meta.dirname, '../..')
/** Set by the suite; a bench measures a start without it. */
const CACHE = process.env['NODE_COMPILE_CACHE']

/** A real `herald` process. */
export interface HeraldProcess {
  readonly url: string
  readonly pid: number
  /** Everything it said so far. */
  readonly log: () => string
  readonly stdout: () => string
  /** Closes our end of its standard output and error. */
  readonly deafen: () => void
  /** Resolves to the exit code once it has ended (-1 for a signal). @throws where its log is not as it should be */
  readonly ended: Promise<number>
  readonly kill: (signal: NodeJS.Signals) => Promise<number>
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** The program, from the project's root; the sources when absent. */
  readonly main?: string
  /** Options of Node itself. */
  readonly nodeFlags?: readonly string[]
}

/** Runs `herald <args>` to its end. */
export async function runHerald(
  args: readonly string[],
  options: RunOptions & { readonly input?: string } = {},
) {
  const child = launch(args, options)
  const out = collect(child)
  child.stdin?.end(options.input ?? '')
  const code = await endOf(child, out, options)
  return { code, stdout: out.stdout(), stderr: out.stderr() }
}

/** Starts `herald serve` on a free port and resolves once it listens. */
export async function startHeraldProcess(
  args: readonly string[],
  options: RunOptions = {},
): Promise<HeraldProcess> {
  const child = launch(['serve', '--port', '0', ...args], options)
  const out = collect(child)
  const ended = endOf(child, out, options)
  const url = await new Promise<string>((resolve, reject) => {
    ended.then((code) => reject(new Error(`herald ended with ${code}:\n${out.stderr()}`)), reject)
    if (child.stderr === null) return
    createInterface({ input: child.stderr }).on('line', (line) => {
      const found = /"message":"listening".*"url":"([^"]+)"|"url":"([^"]+)".*"message":"listening"/.exec(line)
      const seen = found?.[1] ?? found?.[2]
      if (seen !== undefined) resolve(seen)
    })
  })
  return {
    url,
    pid: child.pid ?? -1,
    log: out.stderr,
    stdout: out.stdout,
    ended,
    deafen() {
      child.stdout?.destroy()
      child.stderr?.destroy()
    },
    kill(signal) {
      child.kill(signal)
      return ended
    },
  }
}

function launch(args: readonly string[], options: RunOptions): ChildProcess {
  const main = join(ROOT, options.main ?? 'src/main.ts')
  return spawn(process.execPath, [...(options.nodeFlags ?? []), main, ...args], {
    cwd: options.cwd ?? ROOT,
    // Nothing of the surroundings leaks in: a developer's own token must not reach a test.
    env: {
      PATH: process.env['PATH'],
      ...(CACHE === undefined ? {} : { NODE_COMPILE_CACHE: CACHE }),
      LOG_FORMAT: 'json',
      NO_COLOR: '1',
      ...options.env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

function collect(child: ChildProcess) {
  const text = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk))
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk))
  return { stdout: () => text.stdout, stderr: () => text.stderr }
}

/** Resolves to the exit code. @throws where what it wrote holds a secret, or lines that are not as they should be */
async function endOf(
  child: ChildProcess,
  out: ReturnType<typeof collect>,
  { env = {} }: RunOptions,
): Promise<number> {
  const [code] = (await once(child, 'close')) as [number | null]
  const wrong = wrongLines(`${out.stdout()}\n${out.stderr()}`, env)
  if (wrong.length > 0) throw new Error(`the log of a process:\n${wrong.slice(0, 10).join('\n')}`)
  return code ?? -1
}
