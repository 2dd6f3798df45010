import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = join(import.meta.dirname, '../..')
const PROGRAM = fileURLToPath(import.meta.resolve('yaml-language-server/bin/yaml-language-server'))

/** A place in a text, from 0 on. */
export interface Position {
  readonly line: number
  readonly character: number
}

/** What an editor underlines. */
interface Diagnostic {
  readonly message: string
  readonly range: { readonly start: Position; readonly end: Position }
}

/** The YAML language server of the editors, over standard input and output. */
export interface LanguageServer {
  /** Opens a text as a file of the project's root; resolves to what the server says of it. */
  readonly open: (file: string, text: string) => Promise<readonly Diagnostic[]>
  /** Labels that are offered at a place. */
  readonly complete: (file: string, at: Position) => Promise<readonly string[]>
  /** The text that is shown over a place. */
  readonly hover: (file: string, at: Position) => Promise<string>
  readonly close: () => Promise<void>
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
}

/** Starts the server; it reads no schema but those a text names. */
export async function startLanguageServer(): Promise<LanguageServer> {
  const child = spawn(process.execPath, [PROGRAM, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const answers = new Map<number, (result: unknown) => void>()
  const diagnostics = new Map<string, (found: readonly Diagnostic[]) => void>()
  let asked = 0

  const post = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message })
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  }
  const ask = (method: string, params: unknown): Promise<unknown> => {
    const id = ++asked
    post({ id, method, params })
    return new Promise((resolve) => answers.set(id, resolve))
  }
  const take = ({ id, method, params, result }: Message): void => {
    if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics: found } = params as { uri: string; diagnostics: Diagnostic[] }
      diagnostics.get(uri)?.(found)
    } else if (method !== undefined && id !== undefined) post({ id, result: null })
    else if (id !== undefined) answers.get(id)?.(result)
  }
  onMessages(child.stdout, take)

  await ask('initialize', { processId: process.pid, rootUri: uriOf(''), capabilities: {} })
  post({ method: 'initialized', params: {} })
  const yaml = { validate: true, completion: true, hover: true, schemaStore: { enable: false } }
  post({ method: 'workspace/didChangeConfiguration', params: { settings: { yaml } } })

  return {
    open(file, text) {
      const uri = uriOf(file)
      const found = new Promise<readonly Diagnostic[]>((resolve) => diagnostics.set(uri, resolve))
      post({
        method: 'textDocument/didOpen',
        params: { textDocument: { uri, languageId: 'yaml', version: 1, text } },
      })
      return found
    },
    async complete(file, position) {
      const result = await ask('textDocument/completion', { textDocument: { uri: uriOf(file) }, position })
      return (result as { items: { label: string }[] }).items.map(({ label }) => label)
    },
    async hover(file, position) {
      const result = await ask('textDocument/hover', { textDocument: { uri: uriOf(file) }, position })
      return (result as { contents: { value: string } } | null)?.contents.value ?? ''
    },
    async close() {
      await ask('shutdown', null)
      post({ method: 'exit' })
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

function uriOf(file: string): string {
  return pathToFileURL(join(ROOT, file)).href
}

/** Cuts the stream into messages: a header with the length in bytes, an empty line, JSON. */
function onMessages(stream: NodeJS.ReadableStream, take: (message: Message) => void): void {
  let rest = Buffer.alloc(0)
  stream.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    for (;;) {
      const end = rest.indexOf('\r\n\r\n')
      const length = Number(/Content-Length: (\d+)/i.exec(rest.toString('latin1', 0, Math.max(end, 0)))?.[1])
      if (end === -1 || rest.length < end + 4 + length) return
      take(JSON.parse(rest.toString('utf8', end + 4, end + 4 + length)) as Message)
      rest = rest.subarray(end + 4 + length)
    }
  })
}
