/** One timer that is cleared: AbortSignal.timeout keeps about 3 kB a send until it fires, long after the answer. */
export async function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController()
  const timer = setTimeout(() => ending.abort(), Math.ceil(ms))
  try {
    return await work(ending.signal)
  } finally {
    clearTimeout(timer)
  }
}
