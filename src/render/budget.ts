import type { Context, Emitter } from 'liquidjs'

/**
 * What one card may work through: each character that a filter takes or a text makes counts 1, each list item 8. The
 * largest nested value that we keep (256,000) fits in seven times over; a range of so many numbers takes 0.1 s and 30 MB.
 */
export const WORK_LIMIT = 2_000_000
const ITEM = 8
/** Outputs, tags and filters that one card may run; ours run about a hundred. */
const STEP_LIMIT = 20_000
/**
 * How much of the processor one card may take, ms; ours take a tenth of one. A step that is slow within the other
 * limits ends here. Time in which the machine was busy otherwise does not count: a start must not fail for it.
 */
const TIME_LIMIT_MS = 250

/** A value as output, apart from what the template itself says. */
export interface Output {
  readonly data: string
}

/** A stretch of a text: what the template says, or what a value says. */
export interface Piece {
  readonly text: string
  readonly data: boolean
}

/** Ends a card that runs on: by its steps, and by the time that Liquid tells it. */
export function stepLimit(): Context['renderLimit'] {
  let steps = 0
  let end = Infinity
  let begun: NodeJS.CpuUsage | undefined
  const limit = {
    use: () => undefined,
    check(now: number) {
      steps += 1
      if (steps > STEP_LIMIT) throw new Error(`more than ${STEP_LIMIT.toLocaleString('en')} steps`)
      if (begun === undefined && now > 0) {
        begun = process.threadCpuUsage()
        end = now + TIME_LIMIT_MS
      }
      if (now <= end) return
      const { user, system } = process.threadCpuUsage(begun)
      const usedMs = (user + system) / 1000
      if (usedMs > TIME_LIMIT_MS) throw new Error(`took longer than ${TIME_LIMIT_MS} ms`)
      end = now + TIME_LIMIT_MS - usedMs
    },
  }
  return limit as unknown as Context['renderLimit']
}

/** How much a value holds, to any depth: characters and items; stops counting beyond `most`. */
export function sizeOf(value: unknown, most: number = WORK_LIMIT): number {
  if (typeof value === 'string') return value.length + 1
  if (typeof value !== 'object' || value === null) return 1
  let size = ITEM
  if (Array.isArray(value)) {
    for (const inner of value) {
      size += ITEM + sizeOf(inner, most - size)
      if (size > most) break
    }
    return size
  }
  for (const [key, inner] of Object.entries(value)) {
    size += ITEM + key.length + sizeOf(inner, most - size)
    if (size > most) break
  }
  return size
}

/** Collects a text whose every character is paid for. */
export function textEmitter(work: Context['memoryLimit']): Emitter {
  return {
    buffer: '',
    write(part: Output | string) {
      const text = typeof part === 'object' ? part.data : part
      work.use(text.length)
      this.buffer += text
    },
  }
}

/** Collects a text as pieces, each paid for. */
export function pieceEmitter(work: Context['memoryLimit']): Emitter & { readonly pieces: Piece[] } {
  const pieces: Piece[] = []
  return {
    buffer: '',
    pieces,
    write(part: Output | string) {
      const data = typeof part === 'object'
      const text = data ? part.data : part
      work.use(text.length + 1)
      pieces.push({ text, data })
    },
  }
}
