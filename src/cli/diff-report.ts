import type { JobEvent } from '../receive/event.ts'
import type { Difference, Differences } from './differences.ts'
import { plain } from '../steering.ts'

/** What `diff --json` prints. */
export function diffJson(
  differences: Differences,
  rules: { readonly running: string; readonly new: string },
): object {
  return {
    events: differences.events(),
    differing: differences.differing(),
    rules,
    changes: differences.list().map(({ examples, ...change }) =>
      Object.assign({}, change, {
        examples: examples.map(({ id, job_id, project, job_type, job_state }) => ({
          event: id,
          job_id,
          project,
          job_type,
          job_state,
        })),
      }),
    ),
  }
}

const SIGNS = { added: ['+', 32], removed: ['-', 31], changed: ['~', 33] } as const

/** What `diff` prints: each difference with a few jobs, then how many there are. */
export function diffText(
  differences: Differences,
  { since, file, color }: { readonly since: string; readonly file: string; readonly color: boolean },
): string {
  const lines: string[] = []
  for (const difference of differences.list()) {
    const [sign, shade] = SIGNS[difference.change]
    const head = `${sign} ${line(difference)}`
    lines.push(color ? `\u001b[${shade}m${head}\u001b[0m` : head)
    for (const event of difference.examples) lines.push(...example(event, file))
  }
  const [events, differing] = [differences.events(), differences.differing()]
  const same = (events - differing).toLocaleString('en')
  const verb = differing === 1 ? 'differs' : 'differ'
  const summary = `${counted(events)} ${/^\d{4}-/.test(since) ? 'since' : 'of the last'} ${plain(since)}: ${same} the same, ${differing.toLocaleString('en')} ${verb}`
  return `${[...lines, ...(lines.length > 0 ? [''] : []), summary].join('\n')}\n`
}

function line({ channel, events, rule, what }: Difference): string {
  const changes = what.length === 0 ? '' : `: ${what.join('; ')}`
  return plain(`${channel}  ${counted(events)}  by "${rule}"${changes}`)
}

/** A job, and the command that says why the new rules send it where they do. */
function example({ job_id, project, job_type, job_state, receivedAt }: JobEvent, file: string): string[] {
  const pairs = Object.entries({ project, job_type, job_state }).map(([name, value]) =>
    quoted(`${name}=${value}`),
  )
  const at = new Date(receivedAt).toISOString()
  return [
    `    ${plain(job_id)}`,
    `      herald explain --rules ${quoted(file)} --at ${at} ${pairs.join(' ')}`,
  ]
}

/** One word for a shell, whatever it holds. */
function quoted(word: string): string {
  const safe = plain(word)
  return /^[\w@%+=:,./-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", String.raw`'\''`)}'`
}

/** `1,204 events`. */
function counted(events: number): string {
  return `${events.toLocaleString('en')} event${events === 1 ? '' : 's'}`
}
