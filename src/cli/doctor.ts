import type { Command } from 'commander'
import { goThrough } from '../proxy.ts'
import { readSettings, type Settings } from '../settings.ts'
import { bridgeOf } from './bridge-client.ts'
import { readConfiguration } from './configuration.ts'
import type { Context } from './context.ts'
import { accountChecks } from './doctor/accounts.ts'
import { callbackCheck } from './doctor/callback.ts'
import { configurationFindings, settingFindings } from './doctor/configured.ts'
import { type Check, type Finding, fine, runChecks } from './doctor/finding.ts'
import { portCheck, storeCheck } from './doctor/ground.ts'
import { clockCheck, kylinChecks, proxyCheck } from './doctor/network.ts'
import { withExamples } from './examples.ts'
import { asJson, EXIT } from './output.ts'
import { port } from './port.ts'
import { progressOf } from './progress.ts'
import { plain } from '../steering.ts'
import { counted } from './terminal-text.ts'

interface Flags {
  readonly rules?: string
  readonly templates?: string
  readonly database?: string
  readonly host?: string
  readonly port?: string
  readonly callbackUrl?: string
  readonly url?: string
  readonly json?: boolean
}

/** `herald doctor`: what is wrong here, and what to do. */
export function addDoctor(program: Command, context: Context): void {
  const command = program
    .command('doctor')
    .summary('what is wrong here, and what to do')
    .description(
      'Looks at settings, rules, port, store, clock, proxy, and at every token and channel. It posts no message. ' +
        'With --callback-url it posts 10 MB to that address as Kylin would, which the bridge keeps in quarantine and ' +
        'tells nobody of.\nExit 1 where something is wrong.',
    )
    .option('--callback-url <url>', "the address that Kylin is given, as seen from Kylin's side")
    .option('--rules <file>', 'the rules file (RULES_FILE, rules.yaml)')
    .option('--templates <dir>', 'the templates (TEMPLATES_DIR, templates)')
    .option('--host <address>', 'where the bridge listens (HOST, 127.0.0.1)')
    .option('--port <number>', 'where the bridge listens (PORT, 8484)', port)
    .option('--database <url>', 'sqlite:<path> (DATABASE_URL, sqlite:data/herald.db)')
    .option('--url <url>', 'the running bridge (default: HOST and PORT, http://127.0.0.1:8484)')
    .option('--json', 'as JSON: { findings: [{ state, about, message, help }], problems }')
    .action((flags: Flags, self: Command) => {
      const { callbackUrl } = flags
      const address = callbackUrl === undefined ? null : URL.parse(callbackUrl)
      if (callbackUrl !== undefined && !/^https?:$/.test(address?.protocol ?? ''))
        self.error('error: --callback-url is not an http(s) address', { exitCode: EXIT.wrongUse })
      return doctor(flags, address, context)
    })
  withExamples(command, [
    'herald doctor',
    'herald doctor --callback-url https://herald.example.com/kylin/callback/prod',
  ])
}

async function doctor(flags: Flags, callback: URL | null, context: Context): Promise<void> {
  const { terminal, surroundings, exit } = context
  const settings = readSettings(flags, surroundings)
  const findings = Array.isArray(settings)
    ? settingFindings(settings)
    : await examine(settings, flags, callback, context)
  // What stands in the way was said.
  if (findings === null) return
  const problems = findings.filter(({ state }) => state === 'problem').length
  exit(problems === 0 ? EXIT.fine : EXIT.problems)
  if (flags.json === true) return terminal.out(asJson({ findings, problems }))
  for (const finding of findings) terminal.out(findingText(finding, terminal.color))
  terminal.err(problems === 0 ? 'nothing is wrong\n' : `${counted(problems, 'problem')}\n`)
}

async function examine(
  settings: Settings,
  flags: Flags,
  callback: URL | null,
  context: Context,
): Promise<readonly Finding[] | null> {
  const { now } = context
  goThrough(settings.proxy)
  const configuration = await readConfiguration(settings.rulesFile, settings.templatesDir)
  const { rules } = configuration
  const address = flags.url ?? (flags.port === undefined ? undefined : `http://127.0.0.1:${settings.port}`)
  const bridge = bridgeOf(address, context, flags.json)
  if (bridge === null) return null
  const checks: Check[] = [
    portCheck(settings, new URL(bridge.address)),
    storeCheck(settings),
    proxyCheck(settings.proxy),
    ...(rules === null
      ? []
      : [clockCheck(rules, settings, now), ...accountChecks(rules, settings), ...kylinChecks(rules)]),
    ...(callback === null ? [] : [callbackCheck(callback, rules, settings, bridge)]),
  ]
  const progress = progressOf(context)
  progress.tick(0, checks.length)
  const found = await runChecks(checks, (done) => progress.tick(done, checks.length))
  progress.end()
  return [fine('settings', 'sound'), ...configurationFindings(configuration), ...found]
}

const MARKS: Readonly<Record<Finding['state'], readonly [mark: string, shade: number]>> = {
  fine: ['✓', 32],
  note: ['!', 33],
  problem: ['✗', 31],
}

function findingText({ state, about, message, help }: Finding, color: boolean): string {
  const [mark, shade] = MARKS[state]
  const shown = color ? `\u001b[${shade}m${mark}\u001b[0m` : mark
  const lines = [
    `${shown} ${plain(about)}: ${plain(message)}`,
    ...(help === '' ? [] : [`    ${plain(help)}`]),
  ]
  return `${lines.join('\n')}\n`
}
