const EMPTY = Buffer.alloc(0)

/** Smaller chunks are copied into blocks of this size: as a buffer of its own each would take 600 bytes. */
const BLOCK = 16_384

/** Collects the chunks of a body in their order, in about as much memory as they have bytes. */
export function gathering() {
  let whole: Buffer[] = []
  let block = EMPTY
  let used = 0
  const close = (): void => {
    // A block that is hardly used would take more than its bytes.
    if (used > 0)
      whole.push(used > BLOCK / 2 ? block.subarray(0, used) : Buffer.from(block.subarray(0, used)))
    block = EMPTY
    used = 0
  }
  return {
    add(chunk: Buffer): void {
      const isSmall = chunk.length < BLOCK / 4 && whole.length + used > 0
      if (!isSmall || used + chunk.length > block.length) close()
      if (!isSmall) return void whole.push(chunk)
      if (used === 0) block = Buffer.allocUnsafe(BLOCK)
      used += chunk.copy(block, used)
    },
    all(): readonly Buffer[] {
      close()
      return whole
    },
    empty(): void {
      whole = []
      block = EMPTY
      used = 0
    },
  }
}
