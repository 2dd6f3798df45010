/**
 * Runs `work` once at a time. Whoever asks while it runs shares one further run, which begins after it: what changed
 * meanwhile is part of that.
 */
export function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null
  let next: Promise<T> | null = null

  function start(): Promise<T> {
    const run: Promise<T> = work().finally(() => {
      if (next === null) running = null
    })
    running = run
    return run
  }

  function again(): Promise<T> {
    next = null
    return start()
  }

  return () => {
    if (running === null) return start()
    return (next ??= running.then(again, again))
  }
}
