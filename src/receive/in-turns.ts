/** Runs tasks one after the other, with the event loop's other work in between. */
export function inTurns(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const turn = last.then(() => new Promise((resolve) => setImmediate(resolve)))
    // The turn ends with the parsing, which is the task's synchronous part.
    const started = turn.then(() => ({ result: task() }))
    last = started.then(() => undefined)
    return started.then(({ result }) => result)
  }
}
