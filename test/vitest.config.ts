import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest begins first, or it would be alone at the end. */
const LONG = [/\/torture\/crash/, /\/torture\/outage/, /\/store\/.*-store\.test/, /\/e2e\//, /\/(cli|readme)/]

function rank({ moduleId }: TestSpecification): number {
  const found = LONG.findIndex((path) => path.test(moduleId))
  return found === -1 ? LONG.length : found
}

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}

// vitest's own convention wants the default export here.
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    globalSetup: ['test/support/postgres/global-setup.ts'],
    pool: 'forks',
    // Stores by the hundred open and end a thread in one process, which V8 crashes on where the processor has protection
    // keys: Check failed: jit_page.has_value() (nodejs/node#64500).
    execArgv: ['--no-memory-protection-keys'],
    sequence: { sequencer: LongestFirst },
    // What those processes compiled: 1.4 → 1.0 s for each start.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'herald-compile-cache') },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'suite',
          include: ['test/**/*.test.ts'],
          exclude: ['test/torture/**'],
          // Much of it waits for processes that it started: one more than the two cores of CI keeps them busy.
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'torture',
          include: ['test/torture/*.test.ts'],
          // Each loads the machine by itself; what it counts must not be the neighbours' load.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
