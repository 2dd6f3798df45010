import { Exchange, fetchOnce } from '../exchange.ts'
import { notSent, unexpectedAnswer } from '../failure.ts'
import { DeliveryError, type Message, type MessageFile, type Receipt } from '../platform.ts'
import { type CallOptions, callSlack } from './call.ts'
import { slackError } from './errors.ts'

/** What one upload needs. */
export interface Upload extends CallOptions {
  readonly file: MessageFile
  readonly to: SlackThread
}

/** Where a file is shared: a channel by its id, never by its name, and the message whose thread it is. */
export interface SlackThread {
  readonly channel: string
  readonly message: string | null
}

/** Where a message's file belongs: into the thread it replies in, else into the channel itself. */
export function threadOf({ change }: Message, place: string): SlackThread {
  return change?.kind === 'reply' ? change.to : { channel: place, message: null }
}

/**
 * Uploads a file and shares it: three requests, of which only the last shows anything, so that a failure before it
 * is surely not sent. Slack shares later and tells no message id.
 */
export async function uploadFile(upload: Upload): Promise<Receipt> {
  const { file, to } = upload
  const length = Buffer.byteLength(file.text)
  const granted = await unseen(() =>
    call('files.getUploadURLExternal', { filename: file.name, length }, upload),
  )
  const { upload_url: url, file_id: id } = granted as { upload_url?: unknown; file_id?: unknown }
  if (typeof url !== 'string' || typeof id !== 'string') {
    throw new DeliveryError({ ...unexpectedAnswer(200, 'without an upload address'), outcome: 'not-sent' })
  }
  await unseen(() => putBytes(upload, url))
  const files = JSON.stringify([{ id, title: file.name }])
  const thread = to.message === null ? {} : { thread_ts: to.message }
  await call('files.completeUploadExternal', { files, channel_id: to.channel, ...thread }, upload)
  return { channel: to.channel, message: '' }
}

/** The bytes go to an address of their own, which is the only credential: without the token. */
async function putBytes({ file, signal, timeoutMs, words }: Upload, url: string): Promise<void> {
  const exchange = new Exchange({ authorization: null, signal, timeoutMs })
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  try {
    await exchange.run(() => fetchOnce(url, { method: 'POST', headers, body: file.text }))
  } catch (thrown) {
    throw slackError(exchange, thrown, words)
  }
  if (exchange.status !== 200) throw slackError(exchange, new Error('upload refused'), words)
}

async function call(method: string, body: Record<string, unknown>, upload: Upload): Promise<object> {
  try {
    return await callSlack(method, body, upload)
  } catch (error) {
    throw error instanceof DeliveryError ? ofFilesAlone(error) : error
  }
}

/** A token that may post but share no files is no reason to hold back the account's messages. */
function ofFilesAlone(error: DeliveryError): DeliveryError {
  const { detail, outcome, cause } = error
  if (!detail.startsWith('missing_scope')) return error
  const help =
    'Give the Slack app the scope files:write and install it again, or write files: none at the channel.'
  return new DeliveryError({ reason: 'forbidden', outcome, detail, help, cause })
}

/** Nobody can have seen anything of it yet. */
async function unseen<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof DeliveryError ? notSent(error) : error
  }
}
