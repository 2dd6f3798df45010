/** What a promise resolves to, or `instead` where that takes too long. @throws what it rejects with */
export async function inTime<T, I>(ms: number, promise: Promise<T>, instead: I): Promise<T | I> {
  const late = Promise.withResolvers<I>()
  const timer = setTimeout(() => late.resolve(instead), ms)
  try {
    return await Promise.race([promise, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
