import type { SecretSource } from '../../setting-reader.ts'
import type { Finding, Path, Report } from '../finding.ts'
import { quoted } from '../finding.ts'
import type { SecretText } from './schema-atoms.ts'
import { closest } from '../suggest.ts'

/** Whether only a secret's source may stand at a path. */
export function isSecretPlace([top, , key]: Path): boolean {
  return (
    (top === 'accounts' && key === 'token') ||
    (top === 'channels' && key === 'url') ||
    (top === 'clusters' && key === 'passwords')
  )
}

/** What to say of a secret that stands in the file itself; it is not repeated. */
export function plainSecret(path: Path, written: string): Finding {
  const key = path.findLast((step) => typeof step === 'string') ?? ''
  const variable = /^\$\{?([A-Z][A-Z0-9_]{0,60})\}?$/.exec(written)?.[1]
  if (variable !== undefined) {
    const message = 'nothing is put in place of a variable in this file'
    return { code: 'text-substitution', message, help: `write ${key}: { env: ${variable} }` }
  }
  const message = 'this is the place of a secret; secrets do not belong in this file'
  const help = `put it into an environment variable or a file, and write ${key}: { env: NAME } or { file: path }`
  return { code: 'secret-in-file', message, help }
}

const SECRET_KEY = /^(?:passwords?|passwd|pass|tokens?|secrets?|webhooks?|api_?key|key)$/i

/** What to say of a key that is not known and whose value is most likely a secret; it is not repeated. */
export function misplacedSecret(key: string, known: readonly string[]): Finding | undefined {
  if (!SECRET_KEY.test(key)) return undefined
  const message = `unknown key ${quoted(key)}, and what looks like a secret does not belong in this file`
  const near = closest(key, known)
  const place = near === undefined ? 'where it belongs, a secret is' : `a secret is`
  const help = `take it out; ${place} written ${near ?? 'token'}: { env: NAME } or { file: path }`
  return { code: 'secret-in-file', message, help }
}

/** Reads where a secret stands; null, and a report, where nothing tells. */
export function parseSecret(text: SecretText, path: Path, report: Report): SecretSource | null {
  const { env, file } = text
  if (env !== undefined && file !== undefined) {
    const message = 'a secret stands in one place: env or file'
    report([...path, 'file'], { code: 'bad-secret', message, help: 'keep one of the two' }, 'key')
    return null
  }
  if (file !== undefined) return { file }
  if (env === undefined) {
    const help = 'write { env: NAME } or { file: path }'
    report(path, { code: 'bad-secret', message: 'nothing says where the secret stands', help })
    return null
  }
  if (/^[A-Za-z_]\w{0,200}$/.test(env)) return { env }
  // Not repeated: it may be the secret itself.
  const message = 'this is not the name of an environment variable'
  const help = 'write its name only, such as { env: SLACK_EU_TOKEN }, without $'
  report([...path, 'env'], { code: 'bad-secret', message, help })
  return null
}

/** The source of a secret in one text: `env/NAME` or `file/path`. */
export function sourceName(source: SecretSource): string {
  return 'env' in source ? `env/${source.env}` : `file/${source.file}`
}
