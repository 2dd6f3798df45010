import type { SecretSource } from '../../setting-reader.ts'
import type { Finding, Path, Report } from '../finding.ts'
import { quoted } from '../finding.ts'
import type { Source } from '../match/matcher.ts'
import type { ClusterText } from '../file/places-schema.ts'
import type { Cluster } from '../rules.ts'
import { parseSecret } from '../file/secret-source.ts'

/** Makes the clusters of `clusters:`; mistakes are reported. */
export function parseClusters(
  texts: Readonly<Record<string, ClusterText>>,
  source: Source,
): Map<string, Cluster> {
  const clusters = new Map<string, Cluster>()
  for (const [name, text] of Object.entries(texts)) {
    const path = ['clusters', name]
    const known = spelledCluster(clusters, name)
    if (clusters.has(known)) {
      const message = `${quoted(name)} is ${quoted(known)} once more: names ignore case`
      source.report(path, { code: 'duplicate-name', message, help: 'write one of them' }, 'key')
    }
    clusters.set(name, parseCluster(name, text, path, source))
  }
  return clusters
}

/**
 * A cluster's name as the rules write it, itself where they do not: rules ignore case, so a callback to `/PROD` is one
 * of `prod`, with all that `prod` asks for.
 */
export function spelledCluster(clusters: ReadonlyMap<string, Cluster>, name: string): string {
  if (clusters.has(name)) return name
  const lower = name.toLowerCase()
  return [...clusters.keys()].find((known) => known.toLowerCase() === lower) ?? name
}

function parseCluster(name: string, text: ClusterText, path: Path, source: Source): Cluster {
  const { report } = source
  // What the callback's path can name (receive/routes.ts).
  if (!/^[\w.-]{1,64}$/.test(name)) {
    const message = `${quoted(name)} cannot be the last part of a callback path`
    const help = 'a cluster has up to 64 letters, digits, -, _ and . in its name'
    report(path, { code: 'bad-name', message, help }, 'key')
  }
  return {
    name,
    url: urlOf(text.url, [...path, 'url'], report),
    credentials: credentialsOf(text, path, source),
    forward: forwardOf(text.forward, [...path, 'forward'], report),
    models: modelsOf(text.models ?? {}, [...path, 'models'], report),
  }
}

function urlOf(text: string | undefined, path: Path, report: Report): string | null {
  if (text === undefined) return null
  const wrong = addressFinding(
    text,
    'https://kylin.example.com/kylin',
    'leave the secret out: it is for links in messages, and people sign in at Kylin themselves',
  )
  if (wrong !== undefined) report(path, wrong)
  return wrong === undefined ? text.replace(/\/+$/, '') : null
}

function credentialsOf(
  { username, passwords }: ClusterText,
  path: Path,
  { report, isSound }: Source,
): Cluster['credentials'] {
  const list = passwords === undefined ? [] : Array.isArray(passwords) ? passwords : [passwords]
  if (username === undefined && list.length === 0) return null
  if (username === undefined || list.length === 0) {
    const [there, missing] = username === undefined ? ['passwords', 'username'] : ['username', 'passwords']
    const message = `${quoted(missing)} is missing beside ${quoted(there)}`
    const help = 'write both: username: kylin, passwords: [{ env: KYLIN_CALLBACK_PASSWORD }]'
    if (isSound(path)) report([...path, there], { code: 'missing-key', message, help }, 'key')
    return null
  }
  const sources = list.map((password, index) =>
    parseSecret(password, [...path, 'passwords', ...(Array.isArray(passwords) ? [index] : [])], report),
  )
  return { username, passwords: sources.filter((source): source is SecretSource => source !== null) }
}

function forwardOf(text: ClusterText['forward'], path: Path, report: Report): Cluster['forward'] {
  if (text === undefined) return null
  if (typeof text === 'object') return parseSecret(text, path, report)
  const wrong = addressFinding(
    text,
    'https://old-bridge.example.com/hook',
    'put the whole address into an environment variable or a file, and write { env: NAME } or { file: path }',
  )
  if (wrong !== undefined) report(path, wrong)
  return wrong === undefined ? text : null
}

const SECRET_PARAMETER = /token|secret|password|passwd|key|auth|sig/i

/**
 * What is wrong with an http(s) address; a secret in it is not repeated.
 * @param withoutSecret what to do about a secret
 */
function addressFinding(text: string, example: string, withoutSecret: string): Finding | undefined {
  const url = /^https?:\/\/./i.test(text) ? URL.parse(text) : null
  if (url === null) {
    const said = text.includes('@') ? 'this' : quoted(text)
    return { code: 'bad-url', message: `${said} is not an http(s) address`, help: `write ${example}` }
  }
  const parameter = [...url.searchParams.keys()].find((key) => SECRET_PARAMETER.test(key))
  if (url.username === '' && url.password === '' && parameter === undefined) return undefined
  return {
    code: 'secret-in-file',
    message: 'this address holds a secret; secrets do not belong in this file',
    help: withoutSecret,
  }
}

function modelsOf(texts: Readonly<Record<string, string>>, path: Path, report: Report): Map<string, string> {
  const models = new Map<string, string>()
  for (const [uuid, name] of Object.entries(texts)) {
    if (/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(uuid)) models.set(uuid.toLowerCase(), name)
    else {
      const message = `${quoted(uuid)} is not the uuid of a model`
      const help = 'write the model_id of its callbacks, then the name: { 6a8b…: orders }'
      report([...path, uuid], { code: 'bad-uuid', message, help }, 'key')
    }
  }
  return models
}
