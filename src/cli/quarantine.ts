import type { Command } from 'commander'
import type { bodyJson } from '../console/operate.ts'
import { askBridge, BRIDGE_HELP, withUrl } from './ask-bridge.ts'
import type { Bridge } from './bridge-client.ts'
import type { Context } from './context.ts'
import { withExamples } from './examples.ts'
import { asJson } from './output.ts'
import { plain } from '../steering.ts'
import { count, pathOf, timeText } from './terminal-text.ts'
import { clipped } from '../console/cells.ts'

interface Flags {
  readonly limit: number
  readonly url?: string
  readonly json?: boolean
}

type Kept = ReturnType<typeof bodyJson>

/** `herald quarantine`: callbacks that could not be used. */
export function addQuarantine(program: Command, context: Context): void {
  const command = withUrl(program.command('quarantine'))
    .summary('callbacks that could not be used')
    .description(
      'Lists what was posted to a running bridge and is no callback, newest first, and what was wrong.',
    )
    .option('--limit <n>', 'at most so many', count, 20)
    .option('--json', 'as JSON: { bodies: [{ id, at, cluster, problems, bytes, body }] }, whole and masked')
    .action((flags: Flags) => askBridge(flags, context, (bridge) => quarantine(bridge, flags, context)))
  withExamples(command, ['herald quarantine', 'herald quarantine --json'], BRIDGE_HELP)
}

async function quarantine(bridge: Bridge, { limit, json }: Flags, { terminal }: Context): Promise<void> {
  const found: Kept[] = []
  let next: string | null = null
  do {
    const page = (await bridge.get(pathOf('/api/quarantine', { before: next }))) as {
      readonly bodies: readonly Kept[]
      readonly next: string | null
    }
    found.push(...page.bodies)
    next = page.next
  } while (next !== null && found.length < limit)
  const bodies = found.slice(0, limit)
  if (json === true) return terminal.out(asJson({ bodies }))
  for (const { id, at, cluster, problems, bytes, body } of bodies) {
    terminal.out(`${plain(`${timeText(at)}  ${id}  ${cluster}  ${bytes.toLocaleString('en')} bytes`)}\n`)
    for (const line of [...problems, clipped(plain(body), terminal.width - 4)])
      if (line !== '') terminal.out(`    ${plain(line)}\n`)
  }
  if (bodies.length === 0) terminal.err('nothing is in quarantine\n')
}
