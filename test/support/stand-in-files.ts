import type { Answer } from './stand-in-faults.ts'
import type { StandInRequest } from './stand-in.ts'

/** A file that a stand-in was given. */
export interface SharedFile {
  /** Id of the channel it was shared in. */
  readonly channel: string
  /** Id of the message it belongs to. */
  readonly thread: string
  readonly name: string
  readonly text: string
}

interface Upload {
  readonly name: string
  readonly length: number
  text: string | null
}

const UPLOAD = /^\/upload\/(F\d+)$/

/** Slack's three steps of sharing a file, without their authorization. */
export function createSlackFiles(share: (file: SharedFile) => void) {
  const uploads = new Map<string, Upload>()
  return {
    /** The second step, which needs no token; null for any other request. */
    upload({ url, body }: StandInRequest): Answer | null {
      const id = UPLOAD.exec(url.pathname)?.[1]
      if (id === undefined) return null
      const upload = uploads.get(id)
      if (upload?.length !== Buffer.byteLength(body)) return { status: 400, body: 'wrong length' }
      upload.text = body
      return { status: 200, body: 'OK' }
    },
    /** The first and the third step; null for any other method. */
    call(method: string, form: Readonly<Record<string, string>>, { url }: StandInRequest): unknown {
      if (method === 'files.getUploadURLExternal') {
        const { filename = '', length = '0' } = form
        if (filename === '' || Number(length) <= 0) return { ok: false, error: 'missing_argument' }
        const id = `F${uploads.size + 1}`
        uploads.set(id, { name: filename, length: Number(length), text: null })
        return { ok: true, upload_url: `${url.origin}/upload/${id}`, file_id: id }
      }
      if (method !== 'files.completeUploadExternal') return null
      const { channel_id: channel = '', thread_ts: thread = '' } = form
      // A name is refused: it must be an id.
      if (!/^[CG][A-Z0-9]+$/.test(channel)) return { ok: false, error: 'invalid_channel' }
      for (const { id } of JSON.parse(form['files'] ?? '[]') as { id: string }[]) {
        const upload = uploads.get(id)
        if (upload?.text == null) return { ok: false, error: 'file_not_found' }
        uploads.delete(id)
        share({ channel, thread, name: upload.name, text: upload.text })
      }
      return { ok: true, files: [] }
    },
  }
}

/** A message with a file as Discord takes it, by multipart/form-data; null for any other body. */
export function discordFormOf({ headers, body }: StandInRequest): {
  readonly payload: Record<string, unknown>
  readonly name: string
  readonly text: string
} | null {
  const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1]
  if (boundary === undefined) return null
  const parts = body.split(`--${boundary}`).map((part) => {
    const [head = '', ...rest] = part.split('\r\n\r\n')
    return { head, content: rest.join('\r\n\r\n').replace(/\r\n$/, '') }
  })
  const payload = parts.find(({ head }) => head.includes('name="payload_json"'))?.content
  const file = parts.find(({ head }) => head.includes('name="files[0]"'))
  const name = /filename="([^"]+)"/.exec(file?.head ?? '')?.[1]
  if (payload === undefined || file === undefined || name === undefined) return null
  return { payload: JSON.parse(payload) as Record<string, unknown>, name, text: file.content }
}
