/** What a check found. note: worth knowing, and nothing is wrong. */
export interface Finding {
  readonly state: 'fine' | 'note' | 'problem'
  /** What was looked at: `settings`, `channel "ops"`. */
  readonly about: string
  readonly message: string
  /** What to do; '' for nothing. */
  readonly help: string
}

/** One thing to look at; each finds something. */
export interface Check {
  /** What is shown where it takes too long. */
  readonly about: string
  readonly look: () => Promise<readonly Finding[]>
  /** ms; 20 s when absent. */
  readonly limitMs?: number
}

export const fine = (about: string, message: string): Finding => ({ state: 'fine', about, message, help: '' })
export const note = (about: string, message: string, help = ''): Finding => ({
  state: 'note',
  about,
  message,
  help,
})
export const problem = (about: string, message: string, help = ''): Finding => ({
  state: 'problem',
  about,
  message,
  help,
})

const LIMIT_MS = 20_000

/** Runs all at once, each within its time; findings come in the order of the checks. */
export async function runChecks(
  checks: readonly Check[],
  onDone: (done: number) => void,
): Promise<readonly Finding[]> {
  let done = 0
  const all = checks.map(async (check) => {
    const found = await within(check)
    done += 1
    onDone(done)
    return found
  })
  return (await Promise.all(all)).flat()
}

function within({ about, look, limitMs = LIMIT_MS }: Check): Promise<readonly Finding[]> {
  return new Promise((resolve) => {
    const tooLong = problem(
      about,
      `no result within ${limitMs / 1_000} s`,
      'Look at the network between here and there.',
    )
    const timer = setTimeout(() => resolve([tooLong]), limitMs)
    void look()
      .catch((error: unknown) => [problem(about, `could not be looked at: ${nameOf(error)}`)])
      .then(resolve)
      .finally(() => clearTimeout(timer))
  })
}

/** A code or a class, never a message: that might quote a secret. */
function nameOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (/^\w{1,60}$/.test(code)) return code
  return error instanceof Error ? error.name : 'unknown error'
}
