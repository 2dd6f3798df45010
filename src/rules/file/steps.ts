/** Work that pauses now and then, so that something else can have its turn. */
export type Steps<T> = Generator<undefined, T, undefined>

/** Does it all at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
  }
}

/** Lets the event loop turn at each pause: Kylin gives up a callback that is not answered within 3 s. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
    await new Promise((resolve) => setImmediate(resolve))
  }
}
