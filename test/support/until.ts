const ASK_MS = 50

/** Asks again until it is so; the test's own time-out ends it. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  await isSoWithin(Infinity, isSo)
}

/** Asks again until it is so, and resolves true; false when it still is not after so many ms. */
export async function isSoWithin(mostMs: number, isSo: () => boolean | Promise<boolean>): Promise<boolean> {
  const end = performance.now() + mostMs
  while (!(await isSo())) {
    if (performance.now() > end) return false
    await new Promise((resolve) => setTimeout(resolve, ASK_MS))
  }
  return true
}
